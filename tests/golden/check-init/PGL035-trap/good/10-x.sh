(trap 'true' EXIT)
echo trap
