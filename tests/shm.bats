#!/usr/bin/env bats
# tests/shm.bats - the programs of shm/ beside the pair

load common

@test "shm: hello is there after its producer has ended, and gone when it is read" {
	umask 0
	runs 0 ./shm/hello_producer
	[[ ! $out && ! $err ]]
	[[ $(objects) == "600 /dev/shm/ipc-lab.$EUID.$IPC_LAB.hello" ]]
	runs 0 ./shm/hello_consumer
	[[ $out == 'HelloWorld!' && ! $err ]]
	nothing_there
}

@test "shm: hello_consumer without its producer says so" {
	runs 1 ./shm/hello_consumer
	[[ ! $out && $err == "hello_consumer: shm_open /ipc-lab.$EUID.$IPC_LAB.hello: No such file or directory" ]]
}

@test "shm: hello_consumer does not read beyond an object that is still empty" {
	(umask 077 && : >"/dev/shm/ipc-lab.$EUID.$IPC_LAB.hello")
	runs 1 ./shm/hello_consumer
	[[ ! $out && $err == *": another user's, or still empty" ]]
	rm "/dev/shm/ipc-lab.$EUID.$IPC_LAB.hello"
}

@test "shm: hello_consumer reads no further than its 4096 bytes, whatever is there" {
	(umask 077 && yes | head -c 8192 | tr -d '\n' >"/dev/shm/ipc-lab.$EUID.$IPC_LAB.hello")
	runs 0 ./shm/hello_consumer
	[[ ${#out} == 4096 ]]
	(umask 077 && printf abc >"/dev/shm/ipc-lab.$EUID.$IPC_LAB.hello")
	runs 0 ./shm/hello_consumer
	[[ $out == abc ]]
	nothing_there
}

@test "shm: hello_consumer keeps what it could not print" {
	runs 0 ./shm/hello_producer
	output=/dev/full start consumer ./shm/hello_consumer </dev/null
	finish consumer 1
	lines consumer 1
	[[ $text == 'hello_consumer: write standard output: No space left on device' ]]
	runs 0 ./shm/hello_consumer
	[[ $out == 'HelloWorld!' ]]
}

@test "shm: a second hello_producer is refused, and changes nothing" {
	runs 0 ./shm/hello_producer
	runs 1 ./shm/hello_producer
	[[ $err == "hello_producer: shm_open /ipc-lab.$EUID.$IPC_LAB.hello: File exists" ]]
	runs 0 ./shm/hello_consumer
	[[ $out == 'HelloWorld!' ]]
}

@test "shm: hello_consumer_wrong cannot map it to write, also as root" {
	runs 0 ./shm/hello_producer
	runs 1 ./shm/hello_consumer_wrong
	[[ ! $out && $err == "hello_consumer_wrong: mmap /ipc-lab.$EUID.$IPC_LAB.hello: Permission denied" ]]
	runs 0 ./shm/hello_consumer
	[[ $out == 'HelloWorld!' ]]
}

@test "shm: another user's object is not touched" {
	local program

	((EUID == 0)) || skip 'only root can make an object that is another user'"'s"
	for program in hello consumer ring; do
		echo theirs >"/dev/shm/ipc-lab.$EUID.$IPC_LAB.${program/consumer/shm}"
		chown 65534 "/dev/shm/ipc-lab.$EUID.$IPC_LAB.${program/consumer/shm}"
	done
	runs 1 ./shm/hello_producer
	runs 1 ./shm/hello_consumer
	[[ $err == *": another user's, or still empty" ]]
	for program in consumer ring_consumer; do
		runs 1 "./shm/$program"
		[[ $err == "$program: shm_open /ipc-lab.0."*': another user has it' ]] || {
			# the kernel itself refuses it: fs.protected_regular in proc(5)
			[[ $err == "$program: shm_open /ipc-lab.0."*': Permission denied' ]]
		}
	done
	for program in hello shm ring; do
		[[ $(stat -c '%u %s' "/dev/shm/ipc-lab.$EUID.$IPC_LAB.$program") == '65534 7' ]]
		rm "/dev/shm/ipc-lab.$EUID.$IPC_LAB.$program"
	done
}

@test "shm: a producer sends nothing to another user's consumer" {
	((EUID == 0)) || skip 'only root can give an object to another user'
	for pair in shm shm/ring; do
		use "$pair"
		start_consumer
		chown 65534 "/dev/shm$channel"
		start_producer secret </dev/null
		finish producer 1
		lines producer 1
		[[ $text == *": no consumer on $channel: "* ]]
		chown 0 "/dev/shm$channel"
		start_producer hello </dev/null
		finish producer 0
		finish consumer 0
		[[ $(<"$D/consumer.out") == hello ]]
	done
	nothing_there
}

@test "shm: where there is no memory it is an error, not a SIGBUS" {
	local program

	unshare -rm true 2>/dev/null || skip 'no namespace of our own can be had'
	for program in hello_producer consumer ring_consumer unlinked; do
		# shellcheck disable=SC2016 # it is for sh to expand
		runs 1 unshare -rm sh -c 'mount -t tmpfs -o size=4k none /dev/shm &&
			head -c 4096 /dev/zero >/dev/shm/full && "$@"
			status=$? && ls /dev/shm && exit $status' sh "./shm/$program"
		[[ $err == "$program: posix_fallocate /ipc-lab."*': No space left on device' ]]
		[[ $out == full || ($program == hello_producer && $out == *.hello) ]]
	done
}

@test "shm: pointers_wrong ends in SIGSEGV every time, pointers does not" {
	for _ in {1..10}; do
		runs 1 ./shm/pointers_wrong
		[[ $out == 'parent: one two three' ]]
		[[ $err == "pointers_wrong: child "*" was killed by signal 11 ("* ]]
		runs 0 ./shm/pointers
		[[ $out == $'parent: one two three\nchild: one two three' && ! $err ]]
	done
}

@test "shm: objects creates, lists, shows and removes" {
	local name=/ipc-lab.$EUID.$IPC_LAB.notes

	runs 0 ./shm/objects list
	[[ ! $out ]]
	umask 0
	runs 0 ./shm/objects create notes 5000
	[[ $(objects) == "600 /dev/shm$name" && $(stat -c %s "/dev/shm$name") == 5000 ]]
	runs 1 ./shm/objects create notes 1
	[[ $err == "objects: shm_open $name: File exists" ]]
	runs 0 ./shm/objects show notes
	[[ $out == 'mode 600, 5000 bytes, those that are not 0:' ]]
	printf 'a\0한' | dd of="/dev/shm$name" bs=1 seek=4990 conv=notrunc status=none
	runs 0 ./shm/objects show notes
	[[ $out == *$'\n    4976  00 00 00 00 00 00 00 00 00 00 00 00 00 00 61 00  ..............a.'$'\n'* ]]
	runs 0 ./shm/objects create other 0
	chmod 640 "/dev/shm/ipc-lab.$EUID.$IPC_LAB.other"
	runs 0 ./shm/objects list
	[[ $out == $'notes: 5000 bytes, mode 600\nother: 0 bytes, mode 640' ]]
	runs 0 ./shm/objects remove notes
	runs 0 ./shm/objects remove other
	runs 1 ./shm/objects remove other
	[[ $err == *'.other: No such file or directory' ]]
	nothing_there
}

@test "shm: objects refuses what is not the lab's, and wrong usage" {
	local name command

	for name in /other a/b ../other '' ./../x; do
		for command in show remove; do
			runs 1 ./shm/objects "$command" "$name"
			[[ $err == "objects: shm_"*"/ipc-lab.$EUID.$IPC_LAB.$name: "* ]]
		done
	done
	for name in '' create 'create notes' 'list more' show 'remove a b' other; do
		# shellcheck disable=SC2086 # several words
		runs 2 ./shm/objects $name
		[[ $err == 'objects: no such command, or '*$'\n''usage: objects [-h] list | create'* ]]
	done
	runs 2 ./shm/objects create notes -1
	runs 2 ./shm/objects create notes many
	nothing_there
}

@test "shm: objects leaves nothing when there is not so much" {
	(ulimit -f 1 && trap '' XFSZ && runs 1 ./shm/objects create notes 1000000)
	[[ $(<"$T/err") == "objects: ftruncate "*": File too large" ]]
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
	[[ $text == "ring_producer: futex /ipc-lab."*": the consumer has ended" ]]
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

@test "shm: seals keep memory as it is, and unlinked leaves nothing" {
	runs 0 ./shm/seals
	[[ $out == *$'\nsealed: write: EPERM, ftruncate: EPERM, mmap to write: EPERM\nthe text is still: sealed' ]]
	runs 0 ./shm/unlinked
	[[ $(wc -l <"$T/out") == 4 ]]
	nothing_there
	runs 0 ./shm/objects create unlinked 1 # as one that was killed would leave it
	runs 0 ./shm/unlinked
	nothing_there
}

@test "shm: a second producer is refused, also when the first has ended" {
	for pair in shm shm/ring; do
		use "$pair"
		start_consumer
		tell STOP consumer
		start_producer first </dev/null
		finish producer 0
		start_producer second </dev/null
		finish producer 1
		lines producer 1
		[[ $text == *": $channel: another producer is at work" ]]
		tell CONT consumer
		finish consumer 0
		[[ $(<"$D/consumer.out") == first ]]
	done
	nothing_there
}

@test "shm: a length in the buffer that cannot be ends both sides" {
	local object

	use shm
	start_consumer
	start_idle_producer
	tell STOP consumer
	object=/dev/shm/ipc-lab.$EUID.$IPC_LAB.shm
	echo second >&"$feed"
	eventually 5 grep -qz second "$object"
	yes abcd | tr -d '\n' | head -c 60000 | dd of="$object" bs=256 seek=1 conv=notrunc status=none
	tell CONT consumer
	finish_soon consumer 1
	lines consumer 1
	[[ $text == "consumer: /ipc-lab."*": a message of 1"*" bytes cannot be" ]]
	finish_soon producer 1
	[[ $(<"$D/consumer.out") == first ]]
	nothing_there
}

@test "shm: memfd: sealed memory is taken, and cannot be changed" {
	start receiver ./shm/memfd_receiver </dev/null
	eventually 5 said receiver ': waiting for a sender on @/ipc-lab.' || fail "$text"
	runs 1 ./shm/memfd_receiver
	[[ $err == 'memfd_receiver: bind @/ipc-lab.'*': another receiver has it' ]]
	runs 0 ./shm/memfd_sender '두 words'
	finish receiver 0
	[[ $(<"$D/receiver.out") == '두 words' ]]
	runs 1 ./shm/memfd_sender nobody
	[[ $err == 'memfd_sender: no receiver on @/ipc-lab.'*': start ./shm/memfd_receiver first' ]]
	runs 2 ./shm/memfd_sender
	runs 2 ./shm/memfd_sender ''
}

@test "shm: memfd: memory without seals is refused" {
	start receiver ./shm/memfd_receiver </dev/null
	eventually 5 said receiver ': waiting for a sender on ' || fail "$text"
	runs 0 ./shm/memfd_sender -u loose
	finish receiver 1
	lines receiver 1
	[[ $text == 'memfd_receiver: not sealed: it could change or shrink while we read it' ]]
	[[ ! -s $D/receiver.out ]]
}
