DO LANGUAGE plperl $$ 1; $$;
