#!/usr/bin/env bats
# tests/shm.bats - the programs of shm/ beside the pair

load common

@test "shm: hello is there after its producer has ended, and gone when it is read" {
	start producer ./shm/hello_producer </dev/null
	finish producer 0
	[[ $(objects) == "600 /dev/shm/ipc-lab.$EUID.$IPC_LAB.hello" ]]
	start consumer ./shm/hello_consumer </dev/null
	finish consumer 0
	[[ $(<"$D/consumer.out") == 'Hello World!' ]]
	nothing_there
}

@test "shm: hello_consumer without its producer says so" {
	start consumer ./shm/hello_consumer </dev/null
	finish consumer 1
	lines consumer 1
	[[ $text == "hello_consumer: shm_open /ipc-lab."*".hello: No such file or directory" ]]
}

@test "shm: hello_consumer does not read beyond an object that is still empty" {
	(umask 077 && : >"/dev/shm/ipc-lab.$EUID.$IPC_LAB.hello")
	start consumer ./shm/hello_consumer </dev/null
	finish consumer 1
	lines consumer 1
	[[ $text == *": empty, the producer is not done" ]]
	rm "/dev/shm/ipc-lab.$EUID.$IPC_LAB.hello"
}

@test "shm: hello_producer twice is as good as once" {
	start producer ./shm/hello_producer </dev/null
	finish producer 0
	start producer ./shm/hello_producer </dev/null
	finish producer 0
	start consumer ./shm/hello_consumer </dev/null
	finish consumer 0
	[[ $(<"$D/consumer.out") == 'Hello World!' ]]
}

# tries STATUS COMMAND...: runs it, and it ends so; $out and $err are what it printed
tries() {
	local status=0

	timeout -k 1 "$LIMIT" "${@:2}" >"$D/out" 2>"$D/err" </dev/null 3>&- || status=$?
	out=$(<"$D/out") err=$(<"$D/err")
	[[ $status == "$1" ]] || fail "${*:2}: status $status, should be $1:" "$err"
}

@test "shm: pointers_wrong ends in SIGSEGV every time, pointers does not" {
	for _ in {1..10}; do
		tries 1 ./shm/pointers_wrong
		[[ $out == 'parent: one two three' ]]
		[[ $err == "pointers_wrong: "*" SIGSEGV" ]]
		tries 0 ./shm/pointers
		[[ $out == $'parent: one two three\nchild: one two three' && ! $err ]]
	done
}

@test "shm: objects creates, lists, shows and removes" {
	local name=/ipc-lab.$EUID.$IPC_LAB.notes

	tries 0 ./shm/objects list
	[[ ! $out ]]
	umask 0
	tries 0 ./shm/objects create notes 5000
	[[ $(objects) == "600 /dev/shm$name" && $(stat -c %s "/dev/shm$name") == 5000 ]]
	tries 1 ./shm/objects create notes 1
	[[ $err == "objects: shm_open $name: File exists" ]]
	tries 0 ./shm/objects show notes
	[[ $out == 'mode 600, 5000 bytes, those that are not 0:' ]]
	printf 'a\0한' | dd of="/dev/shm$name" bs=1 seek=4990 conv=notrunc status=none
	tries 0 ./shm/objects show notes
	[[ $out == *$'\n    4976  00 00 00 00 00 00 00 00 00 00 00 00 00 00 61 00  ..............a.'$'\n'* ]]
	tries 0 ./shm/objects create other 0
	chmod 640 "/dev/shm/ipc-lab.$EUID.$IPC_LAB.other"
	tries 0 ./shm/objects list
	[[ $out == "600     5000 $name"$'\n'"640        0 /ipc-lab.$EUID.$IPC_LAB.other" ]]
	tries 0 ./shm/objects remove "$name"    # by its whole name
	tries 0 ./shm/objects remove other
	tries 1 ./shm/objects remove other
	[[ $err == *'.other: No such file or directory' ]]
	nothing_there
}

@test "shm: objects refuses what is not the lab's, and wrong usage" {
	local name

	for name in /other a/b ../other '' "/ipc-lab.$EUID.$IPC_LAB./../x"; do
		tries 1 ./shm/objects remove "$name"
		[[ $err == "objects: '$name': not one of the lab's objects, /ipc-lab.$EUID."* ]]
	done
	for name in '' create 'create notes' 'list more' show 'remove a b' other; do
		# shellcheck disable=SC2086 # several words
		tries 2 ./shm/objects $name
		[[ $err == 'objects: no such command, or '*$'\n''usage: objects [-h] create'* ]]
	done
	tries 2 ./shm/objects create notes -1
	tries 2 ./shm/objects create notes many
	nothing_there
}

@test "shm: objects leaves nothing when there is not so much" {
	(ulimit -f 1 && trap '' XFSZ && tries 1 ./shm/objects create notes 1000000)
	[[ $(<"$D/err") == "objects: ftruncate "*": File too large" ]]
	nothing_there
}

# A ring on which a producer is at work, and whose consumer is stopped
start_ring() {
	use shm/ring
	start_consumer
	start_idle_producer
	tell STOP consumer
	ring=/dev/shm/ipc-lab.$EUID.$IPC_LAB.ring
}

# poke FROM: overwrites what the ring has from byte FROM on with "abcdabcd..."
poke() {
	yes abcd | tr -d '\n' | head -c "$(($(stat -c %s "$ring") - $1))" |
		dd of="$ring" bs="$1" seek=1 conv=notrunc status=none
}

@test "shm: a ring's index that cannot be ends both sides" {
	local ring

	start_ring
	poke 128        # behind the mutexes
	tell CONT consumer
	finish_soon consumer 1
	lines consumer 1
	[[ $text == "ring_consumer: ring /ipc-lab."*": Bad message" ]]
	finish_soon producer 1
	lines producer 1
	[[ $text == "ring_producer: futex /ipc-lab."*": the consumer has died" ]]
	nothing_there
}

@test "shm: a ring's length that cannot be ends both sides" {
	local ring

	start_ring
	echo second >&"$feed"
	eventually 5 grep -qz second "$ring"
	poke 320        # behind the indices
	tell CONT consumer
	finish_soon consumer 1
	lines consumer 1
	[[ $text == "ring_consumer: ring /ipc-lab."*": a message of 1684234849 bytes cannot be" ]]
	finish_soon producer 1
	[[ $(<"$D/consumer.out") == first ]]
	nothing_there
}

@test "shm: memfd: sealed memory is taken, and cannot be changed" {
	start receiver ./shm/memfd_receiver </dev/null
	eventually 5 said receiver ': waiting for a sender on @/ipc-lab.' || fail "$text"
	tries 1 ./shm/memfd_receiver
	[[ $err == 'memfd_receiver: bind @/ipc-lab.'*': another receiver has it' ]]
	tries 0 ./shm/memfd_sender '두 words'
	finish receiver 0
	[[ $(<"$D/receiver.out") == $'두 words\n'*'write: Operation not permitted'*'ftruncate: Op'*'mmap to write: Op'* ]]
	tries 1 ./shm/memfd_sender nobody
	[[ $err == 'memfd_sender: no receiver on @/ipc-lab.'*': start ./shm/memfd_receiver first' ]]
	tries 2 ./shm/memfd_sender
	tries 2 ./shm/memfd_sender ''
}

@test "shm: memfd: memory without seals is refused" {
	start receiver ./shm/memfd_receiver </dev/null
	eventually 5 said receiver ': waiting for a sender on ' || fail "$text"
	tries 0 ./shm/memfd_sender -u loose
	finish receiver 1
	lines receiver 1
	[[ $text == 'memfd_receiver: not sealed: it could change or shrink while we read it' ]]
	[[ ! -s $D/receiver.out ]]
}
