# Runs a server ($2…) for the process at the other end of standard input, its owner. When the owner
# closes it, or ends in whatever way, the server is stopped and its folder ($1) removed, unless it is to be kept
# for another start. For each line that the owner writes, the server is restarted.
folder=$1
shift
exec 3<&0

# The server as it is now, which may be another one than when the watcher was started.
signal() {
    read -r server <"$folder/server" && kill "-$1" "$server"
}

(
    while read -r line <&3; do
        : >"$folder/restart"
        signal INT
        while [ -e "$folder/restart" ] && [ ! -e "$folder/exited" ]; do
            sleep 0.01
        done
    done
    # More than once: a server that has just been started may not be known yet, or not listen to signals.
    while [ ! -e "$folder/exited" ]; do
        signal QUIT
        sleep 0.05
    done
) 2>/dev/null &

while
    "$@" 3<&- </dev/null >"$folder/log" 2>&1 &
    server=$!
    echo "$server" >"$folder/server"
    rm -f "$folder/restart"
    wait "$server"
    status=$?
    [ -e "$folder/restart" ]
do :; done
echo "$status" >"$folder/exited"
wait
[ -e "$folder/keep" ] || rm -rf "$folder"
