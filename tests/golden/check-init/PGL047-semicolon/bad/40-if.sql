\if false
\x;
\endif
