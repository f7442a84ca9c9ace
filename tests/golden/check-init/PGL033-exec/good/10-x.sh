(exec true)
find / -name x -exec true {} \;
