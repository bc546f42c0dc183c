#!/usr/bin/env bats
# tests/sem.bats - the programs of sem/ beside the pair

load common

@test "sem: hello_wait goes on when hello_post has posted, whichever comes first" {
	local object

	umask 0
	start wait ./sem/hello_wait </dev/null
	eventually 5 said wait "hello_wait: waiting for a post on /ipc-lab.$EUID.$IPC_LAB.sem-hello"
	[[ ! -s $D/wait.out ]]
	object=$(objects)
	[[ $object == "600 /dev/shm/"*"ipc-lab.$EUID.$IPC_LAB.sem-hello" ]]
	run_to_end_of post 0 ./sem/hello_post
	finish wait 0
	[[ $(<"$D/wait.out") == 'Hello World!' ]]
	nothing_there

	run_to_end_of post 0 ./sem/hello_post
	[[ $(objects) == "$object" ]]
	run_to_end_of wait 0 ./sem/hello_wait
	[[ $(<"$D/wait.out") == 'Hello World!' ]]
	nothing_there
}

# run_to_end_of NAME STATUS COMMAND...
run_to_end_of() {
	start "$1" "${@:3}" </dev/null
	finish "$1" "$2"
}

@test "sem: a hello_wait that is ended leaves its semaphore, and of two one waits in vain" {
	local signal name

	for signal in INT KILL; do
		start wait ./sem/hello_wait </dev/null
		eventually 5 said wait ': waiting for a post on '
		tell "$signal" wait
		finish wait '1[0-9][0-9]'
		[[ $(objects) == *.sem-hello ]]
	done
	start first ./sem/hello_wait </dev/null
	start second ./sem/hello_wait </dev/null
	for name in first second; do
		eventually 5 said "$name" ': waiting for a post on '
		pid_of "$name"
		eventually 5 sleeps "$pid"
	done
	run_to_end_of post 0 ./sem/hello_post
	eventually 5 one_has_ended
	nothing_there
	for name in first second; do
		ended "$name" || { tell TERM "$name" && finish "$name" 143; }
	done
	[[ $(cat "$D"/{first,second}.out) == 'Hello World!' ]]
}

sleeps() {
	[[ $(<"/proc/$1/stat") == *') S '* ]]
}

one_has_ended() {
	ended first || ended second
}

@test "sem: counting lets no more in than there are places" {
	run_to_end 0 ./sem/counting -n 20 -k 4 -p 5
	awk '/enters/ { entered++; if (++inside > 4) exit 1 }
		/leaves/ { inside-- }
		END { exit !(entered == 20 && inside == 0) }' "$D/counting.out" ||
		fail "$(<"$D/counting.out")"
	run_to_end 0 ./sem/counting -n 3 -k 1 -p 0
	[[ $(tail -n 1 "$D/counting.out") == 'never more than 1 of 3 were inside' ]]
	run_to_end 2 ./sem/counting -k 0
	[[ $(<"$D/counting.err") == "counting: PLACES '0': should be a number from 1 to 1000"$'\n''usage: counting '* ]]
}

@test "sem: ping_pong takes turns, a thousand times" {
	run_to_end 0 ./sem/ping_pong -n 1000
	for i in {1..1000}; do printf 'ping %d\npong %d\n' "$i" "$i"; done | cmp - "$D/ping_pong.out"
}

@test "sem: rendezvous, whoever comes first" {
	for pause in 0 30; do
		run_to_end 0 ./sem/rendezvous -p "$pause"
		[[ $(cut -d : -f 2 "$D/rendezvous.out") == $' has come\n has come\n goes on\n goes on' ]]
	done
}

@test "sem: barrier keeps many in step" {
	run_to_end 0 ./sem/barrier -n 10 -r 50
	for round in {1..50}; do
		for _ in {1..10}; do echo " finishes round $round"; done
	done | cmp - <(cut -d : -f 2 "$D/barrier.out")
}

@test "sem: a wrong order deadlocks every time, the right one never" {
	local i

	for i in {1..5}; do
		run_to_end 0 ./sem/dining
		[[ $(wc -l <"$D/dining.out") == 5 ]]
		run_to_end 0 ./sem/order
	done
	run_to_end 1 ./sem/dining_wrong
	[[ ! -s $D/dining_wrong.out ]]
	[[ $(<"$D/dining_wrong.err") == 'dining_wrong: deadlock: each holds one fork and waits for the next' ]]
	run_to_end 1 ./sem/order_wrong
	[[ $(<"$D/order_wrong.err") == 'order_wrong: deadlock: the producer waits for a slot and holds the mutex' ]]
}

@test "sem: stale_wrong hangs at an old value, stale does not" {
	run_to_end 1 ./sem/stale_wrong
	[[ $(<"$D/stale_wrong.err") == 'stale_wrong: it waits for ever: the value of the dead process is still there' ]]
	run_to_end 0 ./sem/stale
	lines stale 0
	run_to_end 0 ./sem/stale
}

@test "sem: stale_wrong hangs no longer than it says, whatever a killed one has left" {
	run_to_end 0 ./sem/objects list
	start objects ./sem/objects create stale 0 </dev/null
	finish objects 0
	run_to_end 1 ./sem/stale_wrong
	start objects ./sem/objects create stale 0 </dev/null
	finish objects 0
	run_to_end 0 ./sem/stale
}

@test "sem: stale removes its semaphore when it is stopped" {
	start stale_wrong ./sem/stale_wrong </dev/null
	eventually 5 has_opened
	tell TERM stale_wrong || :      # unless it was faster: it waits for half a second
	finish stale_wrong '1*'
	nothing_there
}

has_opened() {
	[[ -s $D/stale_wrong.out && $(<"$D/stale_wrong.out") == *'and waits' ]]
}

@test "sem: timed and unnamed say what they see" {
	run_to_end 0 ./sem/timed
	[[ $(grep -c . "$D/timed.out") == 6 ]]
	run_to_end 0 ./sem/unnamed
}

@test "sem: objects: make, list, use, remove" {
	run_to_end 0 ./sem/objects list
	[[ ! -s $D/objects.out ]]
	start objects ./sem/objects create gate 1 </dev/null
	finish objects 0
	[[ $(objects) == "600 /dev/shm/"*"ipc-lab.$EUID.$IPC_LAB.gate" ]]
	start objects ./sem/objects create gate 1 </dev/null
	finish objects 1
	[[ $(<"$D/objects.err") == "objects: sem_open /ipc-lab.$EUID.$IPC_LAB.gate: File exists" ]]
	start objects ./sem/objects wait gate </dev/null
	finish objects 0
	start objects ./sem/objects list </dev/null
	finish objects 0
	[[ $(<"$D/objects.out") == 'gate 0' ]]
	start objects ./sem/objects wait gate 0 </dev/null
	finish objects 1
	[[ $(<"$D/objects.err") == "objects: sem_timedwait /ipc-lab.$EUID.$IPC_LAB.gate: "* ]]
	start patient ./sem/objects wait gate 60 </dev/null
	start objects ./sem/objects post gate </dev/null
	finish objects 0
	finish patient 0
	start objects ./sem/objects post gate </dev/null
	finish objects 0
	run_to_end 0 ./sem/objects remove gate
	run_to_end 1 ./sem/objects post gate
	run_to_end 2 ./sem/objects
	[[ $(<"$D/objects.err") == 'objects: no such command, or '*$'\n''usage: objects '* ]]
	run_to_end 2 ./sem/objects create gate -1
	run_to_end 2 ./sem/objects sell gate
}

@test "sem: another user's object is not touched" {
	((EUID == 0)) || skip 'only root can make an object that is another user'"'s"
	: >"/dev/shm/ipc-lab.$EUID.$IPC_LAB.sem"
	chown 65534 "/dev/shm/ipc-lab.$EUID.$IPC_LAB.sem"
	start consumer ./sem/consumer </dev/null
	finish consumer 1
	lines consumer 1
	[[ $text == "consumer: shm_open /ipc-lab.0."*': another user has it' ||
		$text == "consumer: shm_open /ipc-lab.0."*': Permission denied' ]]
	[[ $(stat -c '%u %s' "/dev/shm/ipc-lab.$EUID.$IPC_LAB.sem") == '65534 0' ]]
	rm "/dev/shm/ipc-lab.$EUID.$IPC_LAB.sem"
}

@test "sem: a producer sends nothing to another user's consumer" {
	((EUID == 0)) || skip 'only root can give an object to another user'
	use sem
	start_consumer
	chown 65534 "/dev/shm/ipc-lab.$EUID.$IPC_LAB.sem"
	start_producer secret </dev/null
	finish producer 1
	lines producer 1
	[[ $text == "producer: no consumer on /ipc-lab."* ]]
	chown 0 "/dev/shm/ipc-lab.$EUID.$IPC_LAB.sem"
	start_producer hello </dev/null
	finish producer 0
	finish consumer 0
	[[ $(<"$D/consumer.out") == hello ]]
	nothing_there
}

@test "sem: semaphores that are left without their buffer are replaced" {
	local name

	for name in sem-empty sem-full sem-mutex; do
		run_to_end_of objects 0 ./sem/objects create "$name" 0
	done
	use sem
	meet {1..100} </dev/null
	[[ $(wc -l <"$D/consumer.out") == 100 ]]
	nothing_there
}

@test "sem: where there is no memory it is an error, not a SIGBUS, and leaves nothing" {
	local room

	unshare -rm true 2>/dev/null || skip 'no namespace of our own can be had'
	for room in 4 16 64; do # KiB: for a semaphore; for all three; and not quite for the buffer
		# shellcheck disable=SC2016 # it is for sh to expand
		start consumer unshare -rm sh -c 'mount -t tmpfs -o size="$1"k none /dev/shm && ./sem/consumer
			status=$? && ls /dev/shm && exit $status' sh "$room" </dev/null
		finish consumer 1
		[[ $(<"$D/consumer.err") == "consumer: "*" /ipc-lab."*': No space left on device' ]]
		[[ ! -s $D/consumer.out ]] || fail "$(<"$D/consumer.out")"
	done
}

@test "sem: a second producer is refused, also when the first has ended" {
	start_consumer
	tell STOP consumer
	start_producer first </dev/null
	finish producer 0
	start_producer second </dev/null
	finish producer 1
	lines producer 1
	[[ $text == "producer: $channel: another producer is at work" ]]
	tell CONT consumer
	finish consumer 0
	[[ $(<"$D/consumer.out") == first ]]
	nothing_there
}

@test "sem: a length in the buffer that cannot be ends both sides" {
	local object

	use sem
	start_consumer
	start_idle_producer
	tell STOP consumer
	object=/dev/shm/ipc-lab.$EUID.$IPC_LAB.sem
	echo second >&"$feed"
	eventually 5 grep -qz second "$object"
	yes abcd | tr -d '\n' | head -c 60000 | dd of="$object" bs=12 seek=1 conv=notrunc status=none
	tell CONT consumer
	finish_soon consumer 1
	lines consumer 1
	[[ $text == "consumer: /ipc-lab."*": a message of 1"*" bytes cannot be" ]]
	finish_soon producer 1
	[[ $(<"$D/consumer.out") == first ]]
	nothing_there
}

@test "sem: nobody waits for a process that has died" {
	local command

	for command in 'ping_pong -n 100000' 'barrier -n 3 -r 1000' 'rendezvous -p 200' 'counting -k 1' dining; do
		# The reader has gone, so whoever prints is killed: SIGPIPE.
		start reader bash -c "set -o pipefail; ./sem/$command | head -n 1" </dev/null
		finish_soon reader '*'
		[[ $command != ping_pong* ]] || {
			finish reader 1
			[[ $(<"$D/reader.err") == 'ping_pong: child '*' was killed by signal 13 ('* ]]
		}
	done
	nothing_there
}

@test "sem: a line that a child could not print makes the status 1" {
	for program in barrier dining ping_pong rendezvous counting; do
		output=/dev/full start "$program" "./sem/$program" </dev/null
		finish "$program" 1
	done
	nothing_there
}
