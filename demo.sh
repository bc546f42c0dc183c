#!/bin/sh
# demo.sh [TREE] [DIRECTORY] - show each hello, and run every pair on a few messages
#
# TREE is where the programs were built (default: here), DIRECTORY the one whose
# programs to run (default: all). A hello is run as the comment at its beginning says.
# Of a pair every line is shown behind the name of the side that printed it. Status 1
# if a hello said nothing, or a pair did not deliver exactly the messages. Needs no
# more than a shell, sed and coreutils, and installs nothing.
set -u
cd "$(dirname "$0")" || exit 1
sources=$PWD
CDPATH='' cd -- "${1:-.}" || exit 1
only=${2:-}

limit=10 # seconds that a side may take
IPC_LAB=${IPC_LAB:-demo.$$}
export IPC_LAB
tmp=$(mktemp -d) || exit 1
consumer_pid=
failed=''

clean_up() {
	[ -z "$consumer_pid" ] || kill "$consumer_pid" 2>/dev/null
	rm -rf "$tmp"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The hellos ("fifo/hello_consumer.c") and the pairs ("fifo/", "sysv/msg_"), in the order to learn
# them. Of a hello that is two programs it is the one whose comment shows both.
shows() {
	for directory in pipe fifo unix_socket mq shm sem signal mmap sysv; do
		[ -z "$only" ] || [ "$only" = "$directory" ] || continue
		for hello in hello hello_consumer hello_msg_consumer hello_shm_consumer hello_wait hello_client; do
			[ ! -e "$sources/$directory/$hello.c" ] || echo "$directory/$hello.c"
		done
		for consumer in "$directory"/consumer "$directory"/*_consumer; do
			pair=${consumer%consumer}
			case $pair in
			*/hello_*) continue ;;
			esac
			[ ! -x "$consumer" ] || [ ! -x "${pair}producer" ] || echo "$pair"
		done
	done
}

# hello FILE: runs the first transcript of its comment, "$ " before each command. What goes to the
# background has said that it waits, or has ended, before the next one is typed.
hello() {
	commands=$(sed -n '/^ \*\//q; /^ \*     \$ /,/^ \*$/p' "$sources/$1" |
		sed -n '/^ \*$/q; s/^ \*     \$ //p')
	status=0
	: >"$tmp/hello.out"
	printf '%s\n' "$commands" | sed 's/^/$ /'
	# shellcheck disable=SC2016 # it is for the other shell to expand
	commands=$(printf '%s\n' "$commands" |
		sed 's/ &$/ \& i=0; until [ -s "$out" ] || ! kill -0 $! || [ $((i += 1)) -gt 100000 ]; do :; done 2>\&-/')
	out=$tmp/hello.out timeout $limit sh -c "$commands" >"$tmp/hello.out" 2>&1 </dev/null || status=$?
	cat "$tmp/hello.out"
	# (its last command may be one that is to fail: that all is as written is for the tests)
	if [ "$status" -ge 124 ] || [ ! -s "$tmp/hello.out" ]; then
		echo "FAILED: status $status"
		failed="$failed $1"
	fi
}

# show SIDE FILE: what that side printed
show() {
	sed "s/^/$1 | /" "$2"
}

# Waits until the consumer says that it waits, or has ended. Asked, not slept for.
wait_for_consumer() {
	tries=0
	until grep -q ': waiting for' "$tmp/consumer.err" || ! kill -0 "$consumer_pid" 2>/dev/null; do
		tries=$((tries + 1))
		[ "$tries" -lt 100000 ] || return
	done
}

# demo PAIR: PAIR is "fifo/" or "sysv/msg_"
demo() {
	consumer=./$1consumer
	producer=./$1producer
	printf '%s\n' hello 'two words' 한글 >"$tmp/expected"
	: >"$tmp/consumer.err"
	status=0

	case $1 in
	pipe/)
		echo "\$ $producer hello 'two words' 한글 | $consumer"
		timeout $limit "$producer" hello 'two words' 한글 2>"$tmp/producer.err" |
			timeout $limit "$consumer" >"$tmp/consumer.out" 2>"$tmp/consumer.err" || status=$?
		;;
	*)
		echo "\$ $consumer &"
		timeout $limit "$consumer" >"$tmp/consumer.out" 2>"$tmp/consumer.err" &
		consumer_pid=$!
		wait_for_consumer
		echo "\$ $producer hello 'two words' 한글"
		timeout $limit "$producer" hello 'two words' 한글 2>"$tmp/producer.err" || status=$?
		wait "$consumer_pid" || status=$?
		consumer_pid=
		;;
	esac

	show 'consumer' "$tmp/consumer.err"
	show 'producer' "$tmp/producer.err"
	show 'consumer' "$tmp/consumer.out"
	if [ "$status" -ne 0 ] || ! cmp -s "$tmp/expected" "$tmp/consumer.out"; then
		echo "FAILED: status $status"
		failed="$failed $1"
	fi
}

found=
for show in $(shows); do
	[ -z "$found" ] || echo
	found=yes
	case $show in
	*.c)
		echo "== ${show%.c}"
		hello "$show"
		;;
	*)
		echo "== ${show%[/_]}"
		demo "$show"
		;;
	esac
done
if [ -z "$found" ]; then
	if [ -e "$sources/$only/README.md" ]; then
		echo "demo.sh: no hello and no pair in '$only': see $only/README.md" >&2
	else
		echo "demo.sh: no directory '$only'" >&2
	fi
	exit 1
fi
if [ -n "$failed" ]; then
	echo "demo.sh: failed:$failed" >&2
	exit 1
fi
echo
echo "demo.sh: each hello has said something, and each pair has delivered its messages"
