# Debian's musl-gcc specs name Scrt1.o and the loader whatever is asked: teach them -static-pie.
s|%\{!shared: ([^ }]*)/Scrt1\.o\}|%{static-pie:\1/rcrt1.o;!shared:\1/Scrt1.o}|
s|^-dynamic-linker ([^ ]*) -nostdlib %\{shared:-shared\} %\{static:-static\}|%{!static:%{!static-pie:-dynamic-linker \1}} -nostdlib %{shared:-shared} %{static:-static} %{static-pie:-static -pie --no-dynamic-linker -z text}|
