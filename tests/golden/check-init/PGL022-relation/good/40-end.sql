\quit
\c never_reached
