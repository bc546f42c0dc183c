#!/bin/sh
# demo.sh [TREE] [DIRECTORY] - run every pair on a few messages and show both sides
#
# TREE is where the programs were built (default: here), DIRECTORY the one whose
# pairs to run (default: all). Every line is shown behind the name of the side that
# printed it. Status 1 if a pair did not deliver exactly the messages. Needs no more
# than a shell and coreutils, and installs nothing.
set -u
cd "$(dirname "$0")" || exit 1
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

# The pairs, in the order to learn them; hello_ before what it leads to.
pairs() {
	listed=
	for directory in pipe fifo unix_socket mq shm sem signal mmap sysv; do
		[ -z "$only" ] || [ "$only" = "$directory" ] || continue
		for consumer in "$directory"/hello_consumer "$directory"/consumer "$directory"/*_consumer; do
			pair=${consumer%consumer}
			if [ ! -x "$consumer" ] || [ ! -x "${pair}producer" ]; then
				continue
			fi
			case " $listed " in
			*" $pair "*) ;;
			*) echo "$pair" && listed="$listed $pair" ;;
			esac
		done
	done
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
	*/hello_)
		echo "\$ $producer"
		echo "\$ $consumer"
		echo 'Hello World!' >"$tmp/expected"
		timeout $limit "$producer" 2>"$tmp/producer.err" || status=$?
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
for pair in $(pairs); do
	[ -z "$found" ] || echo
	found=yes
	echo "== ${pair%[/_]}"
	demo "$pair"
done
if [ -z "$found" ]; then
	echo "demo.sh: no pair in '$only'" >&2
	exit 1
fi
if [ -n "$failed" ]; then
	echo "demo.sh: failed:$failed" >&2
	exit 1
fi
