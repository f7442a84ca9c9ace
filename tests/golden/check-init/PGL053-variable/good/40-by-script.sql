SELECT :'given';
