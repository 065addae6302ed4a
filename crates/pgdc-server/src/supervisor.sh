# Runs a server ($2…) for the process at the other end of standard input, its owner. When the owner
# closes it, or ends in whatever way, the server is stopped and its folder ($1) removed, unless it is to be kept
# for another start.
folder=$1
shift
exec 3<&0

"$@" 3<&- </dev/null >"$folder/log" 2>&1 &
server=$!

(
    read -r line <&3
    [ -e "$folder/exited" ] || kill -QUIT "$server"
) 2>/dev/null &

wait "$server"
echo "$?" >"$folder/exited"
wait
[ -e "$folder/keep" ] || rm -rf "$folder"
