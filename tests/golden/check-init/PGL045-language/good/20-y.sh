#!/command/with-contenv bash
echo a wrapper of a shell
