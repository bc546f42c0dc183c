#!/usr/bin/env bats
# tests/mq.bats - the programs of mq/ beside the pair
#
# A limit of bytes holds for all queues of a user together, and tests run side by side: the queues
# here are small, and few at a time.

load common

# fails NAME TEXT PROGRAM ARGUMENTS...: it ends with status 1, and says TEXT (a pattern)
fails() {
	start "$1" "${@:3}" </dev/null
	finish "$1" 1
	lines "$1" 1
	# shellcheck disable=SC2053 # a pattern
	[[ $text == "$1: "$2 ]] || fail "$1 says:" "$text"
}

@test "mq: the programs explain themselves and refuse what they do not know" {
	usage_of priorities 'priorities [-h] [PRIORITY...]'
	usage_of notify 'notify [-h]'
	usage_of notify_wrong 'notify_wrong [-h]'
	usage_of notify_thread 'notify_thread [-h]'
	usage_of timeouts 'timeouts [-h] [-p MILLISECONDS]'
	usage_of limits 'limits [-h]'
	usage_of errors 'errors [-h]'
	usage_of objects 'objects [-h] list | create NAME [MESSAGES BYTES] | send NAME TEXT [PRIORITY] | receive|show|remove NAME'
	mistaken priorities "priority '32768': should be a number from 0 to 32767" 1 32768
	mistaken priorities 'more than 8 messages' 1 2 3 4 5 6 7 8 9
	mistaken timeouts "milliseconds '-1': should be a number from 0 to 60000" -p -1
	gone priorities timeouts
}

@test "mq: the highest priority comes first, and in each the oldest" {
	succeeds priorities ./mq/priorities 3 32767 0 3 0 32767 3 1
	[[ $(sed -n 's/^received with priority \([0-9]*\): message \([0-9]\)$/\1:\2/p' "$D/priorities.out" | xargs) == \
		'32767:2 32767:6 3:1 3:4 3:7 1:8 0:3 0:5' ]]
	gone priorities
}

@test "mq: who reads before asking for a notice waits in vain, who asks first does not" {
	for run in any one; do
		on=()
		[[ $run == any ]] || on=(taskset -c "$(first_processor)")
		fails notify_wrong 'no notice for 500 ms, but 1 message in the queue: sent before mq_notify' \
			"${on[@]}" ./mq/notify_wrong
		[[ ! -s $D/notify_wrong.out ]]
		succeeds notify "${on[@]}" ./mq/notify
		[[ $(grep received "$D/notify.out" | xargs) == 'received: one received: two received: three' ]]
		[[ $(grep -c '^notice: process [0-9]* has sent' "$D/notify.out") == 3 ]]
		succeeds notify_thread "${on[@]}" ./mq/notify_thread
		[[ $(<"$D/notify_thread.out") == 'thread: received one
thread: received two
thread: received three
main: all are there' ]]
	done
	gone notify notify_thread
}

@test "mq: a timed call waits as long as it should, O_NONBLOCK and a time past not at all" {
	succeeds timeouts ./mq/timeouts -p 150
	mapfile -t ms < <(awk '{ print $1 }' "$D/timeouts.out")
	((${#ms[@]} == 6))
	((ms[1] - ms[0] >= 149 && ms[4] - ms[3] >= 149))        # rounded down
	[[ $(sed -n 6p "$D/timeouts.out") == *': received' ]]
	gone timeouts
}

@test "mq: programs that are stopped or killed leave no queue" {
	for signal in INT TERM HUP KILL; do
		run_of "$signal"
		start timeouts ./mq/timeouts -p 60000 </dev/null
		eventually 10 wrote timeouts
		tell "$signal" timeouts
		finish timeouts "$((128 + $(kill -l "$signal")))"
		gone timeouts
	done
}

@test "mq: what a killed program left does not hinder the next" {
	for name in priorities notify notify_thread timeouts limits errors; do
		succeeds objects ./mq/objects create "$name" 1 1
		succeeds "$name" "./mq/$name"
		gone "$name"
	done
}

@test "mq: a user who has too many queues is told that it is too many" {
	fails errors 'mq_open /ipc-lab.*: *' bash -c 'ulimit -Sq 103; exec ./mq/errors' # it is one byte short
	[[ $text == *'Too many open files' || $text == *'No file descriptors available' ]]
	fails consumer 'mq_open /ipc-lab.*.mq (queues fill all the user may have: ulimit -q): *' \
		bash -c 'ulimit -Sq 1000; exec ./mq/consumer'
	gone errors mq
}

@test "mq: a second producer is refused as long as the first has not been read" {
	start_consumer
	tell STOP consumer
	succeeds producer ./mq/producer one
	fails producer 'mq_getattr /ipc-lab.*: another producer is yet to be read' ./mq/producer two
	tell CONT consumer
	finish consumer 0
	[[ $(<"$D/consumer.out") == one ]]
	gone mq
}

@test "mq: a second producer is refused while the first is there" {
	start_consumer
	start_idle_producer
	fails second 'fcntl /ipc-lab.*: another producer is at work' bash -c 'exec -a second ./mq/producer two'
	end_feed
	finish producer 0
	finish consumer 0
	[[ $(<"$D/consumer.out") == first ]]
	gone mq
}

@test "mq: a message that is refused is no death" {
	start_consumer
	start_producer before "$(printf '%08193d' 0)" </dev/null
	finish producer 1
	finish_soon consumer 1
	lines consumer 1
	[[ $text == 'consumer: mq_receive /ipc-lab.'*'.mq: the producer has given up' ]] || fail "$text"
	gone mq
}

# start_hello NAME: hello_consumer, which waits
start_hello() {
	start "$1" ./mq/hello_consumer </dev/null
	eventually 5 said "$1" 'hello_consumer: waiting for a producer on /' || fail "$1 does not wait"
}

# A queue is a file of mode and owner, where its file system is mounted.
@test "mq: another user's queue is not touched" {
	# shellcheck disable=SC2016 # it is for sh to expand
	local mounted=(unshare --mount sh -c 'mount -t mqueue none "$0" && exec "$@"' "$T/mqueue")
	local queue=$T/mqueue/ipc-lab.$EUID.$IPC_LAB

	mkdir "$T/mqueue"
	"${mounted[@]}" true 2>/dev/null || skip 'no file system of queues can be mounted'
	succeeds objects ./mq/objects create mq
	"${mounted[@]}" chown 65534 "$queue.mq"
	fails consumer "mq_open /ipc-lab.*.mq: another user's queue" ./mq/consumer
	[[ $("${mounted[@]}" stat -c %u "$queue.mq") == 65534 ]]
	"${mounted[@]}" rm "$queue.mq"

	start consumer ./mq/consumer </dev/null
	eventually 5 said consumer 'consumer: waiting for a producer on /'
	"${mounted[@]}" chown 65534 "$queue.mq"
	fails producer 'no consumer on /ipc-lab.*.mq: start ./mq/consumer first' ./mq/producer secret
	"${mounted[@]}" chown 0 "$queue.mq"
	succeeds producer ./mq/producer hello
	finish consumer 0
	[[ $(<"$D/consumer.out") == hello ]]
	gone mq
}

@test "mq: hello meets in the queue, whichever side comes first" {
	start_hello consumer
	[[ $(queues "$D") == "600 /ipc-lab.$EUID.$IPC_LAB.hello_mq" ]]
	succeeds producer ./mq/hello_producer
	finish consumer 0
	[[ $(<"$D/consumer.out") == 'received 12 bytes: Hello World!' ]]
	gone hello_mq
	succeeds producer ./mq/hello_producer
	start consumer ./mq/hello_consumer </dev/null
	finish consumer 0
	[[ $(<"$D/consumer.out") == 'received 12 bytes: Hello World!' ]]
	gone hello_mq
}

@test "mq: hello_consumer says so, with status 1, if its message cannot be printed" {
	succeeds producer ./mq/hello_producer
	output=/dev/full start consumer ./mq/hello_consumer </dev/null
	finish consumer 1
	[[ $(<"$D/consumer.err") == *$'\nhello_consumer: write standard output: No space left on device' ]]
	start_hello consumer
	succeeds producer ./mq/hello_producer
	finish consumer 0
	gone hello_mq
}

@test "mq: hello leaves its queue when it is ended, and the next one reads what came meanwhile" {
	local signal

	for signal in INT TERM KILL; do
		start_hello consumer
		tell "$signal" consumer
		finish_soon consumer "$((128 + $(kill -l "$signal")))"
		[[ $(queues "$D") == *hello_mq ]]
	done
	succeeds objects ./mq/objects send hello_mq yesterday
	start_hello consumer
	finish consumer 0
	[[ $(<"$D/consumer.out") == 'received 9 bytes: yesterday' ]]
	gone hello_mq
}

# has_open PID NAME: it has the queue open; so when the name is removed, it does not make a new one
has_open() {
	[[ $(readlink "/proc/$1/fd/"* 2>/dev/null) == *".$2"* ]]
}

@test "mq: hello waits when the queue is full, and refuses no second consumer" {
	for _ in {1..4}; do
		succeeds producer ./mq/hello_producer
	done
	start producer ./mq/hello_producer </dev/null
	pid_of producer
	eventually 5 has_open "$pid" hello_mq
	start first ./mq/hello_consumer </dev/null
	finish first 0  # it takes one, and removes the name
	finish producer 0
	gone hello_mq
	start_hello first
	start_hello second
	succeeds objects ./mq/objects send hello_mq one
	eventually 5 one_ended || fail 'nobody has read it'
	tell KILL first 2>/dev/null || :
	tell KILL second 2>/dev/null || :
	gone hello_mq
}

@test "mq: hello touches no queue of another user" {
	# shellcheck disable=SC2016 # it is for sh to expand
	local side mounted=(unshare --mount sh -c 'mount -t mqueue none "$1" && shift && "$@"' sh "$T/mqueue")

	mkdir "$T/mqueue"
	"${mounted[@]}" true 2>/dev/null || skip 'may mount no file system, by which a queue could be given away'
	succeeds objects ./mq/objects create hello_mq 4 64
	"${mounted[@]}" chown 65534 "$T/mqueue/ipc-lab.$EUID.$IPC_LAB.hello_mq"
	for side in hello_producer hello_consumer; do
		fails "$side" "mq_open /ipc-lab.$EUID.$IPC_LAB.hello_mq: another user's queue" "./mq/$side"
	done
	succeeds objects ./mq/objects show hello_mq
	[[ $(<"$D/objects.out") == *': 0 of 4 messages of up to 64 bytes, mode 600, user 65534' ]]
	succeeds objects ./mq/objects remove hello_mq
	gone hello_mq
}

# Has one of the two ended, and not the other?
one_ended() {
	if ended first; then ! ended second; else ended second; fi
}

@test "mq: limits are those of the system and the user" {
	succeeds limits ./mq/limits
	grep -qxE "user         RLIMIT_MSGQUEUE ($(ulimit -Sq) bytes in all|unlimited)" "$D/limits.out"
	for limit in msg_default msg_max msgsize_default msgsize_max queues_max; do
		grep -qx "system       $limit $(<"/proc/sys/fs/mqueue/$limit")" "$D/limits.out"
	done
	gone limits limits.other
}

@test "mq: errors are the same for everybody" {
	succeeds errors ./mq/errors
	! grep -qv ' E[A-Z]*$' "$D/errors.out" || fail "$(<"$D/errors.out")"
	gone errors
}

@test "mq: objects makes, fills, shows, reads, lists and removes a queue" {
	succeeds objects ./mq/objects create box 2 8
	[[ $("$LAB/tests/tools/mq_exists" "/ipc-lab.$EUID.$IPC_LAB.box") == "600 /"* ]]
	fails objects 'mq_open /ipc-lab.*.box: File exists' ./mq/objects create box
	succeeds objects ./mq/objects send box ''
	succeeds objects ./mq/objects send box '8 bytes!' 32767
	fails objects 'mq_send /ipc-lab.*.box: Resource temporarily unavailable' ./mq/objects send box more
	succeeds objects ./mq/objects show box
	[[ $(<"$D/objects.out") == "/ipc-lab."*".box: 2 of 2 messages of up to 8 bytes, mode 600, user $EUID" ]]
	if [[ -r /dev/mqueue ]]; then
		succeeds objects ./mq/objects list
		grep -qx "/ipc-lab.$EUID.$IPC_LAB.box" "$D/objects.out"
	else
		fails objects 'opendir /dev/mqueue (mount -t mqueue none /dev/mqueue): *' ./mq/objects list
	fi
	succeeds objects ./mq/objects receive box
	[[ $(<"$D/objects.out") == '32767: 8 bytes!' ]]
	fails objects 'mq_send /ipc-lab.*.box: Message too l*' ./mq/objects send box '9 bytes !'
	succeeds objects ./mq/objects receive box
	[[ $(<"$D/objects.out") == '0: ' ]]
	fails objects 'mq_receive /ipc-lab.*.box: Resource temporarily unavailable' ./mq/objects receive box
	succeeds objects ./mq/objects remove box
	gone box
	for command in 'show box' 'receive box' 'send box text'; do
		# shellcheck disable=SC2086 # words
		fails objects 'mq_open /ipc-lab.*.box: No such file or directory' ./mq/objects $command
	done
	fails objects 'mq_unlink /ipc-lab.*.box: No such file or directory' ./mq/objects remove box
	fails objects 'mq_open /ipc-lab.*.a/b: Permission denied' ./mq/objects create a/b

	for command in '' 'create' 'create box 1' 'send box' 'list box' 'peek box'; do
		# shellcheck disable=SC2086 # words
		start objects ./mq/objects $command </dev/null
		finish objects 2
		[[ $(<"$D/objects.err") == 'objects: no such command, or too few or too many arguments'*$'\n''usage: objects [-h] list | create NAME'* ]]
	done
	mistaken objects "messages '0': should be a number from 1 to 65536" create box 0 1
	mistaken objects "bytes 'many': should be a number from 1 to 16777216" create box 1 many
}
