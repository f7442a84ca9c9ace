\if :{?empty}
\q
\endif
\c after_an_if
