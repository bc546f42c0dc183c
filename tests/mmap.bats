#!/usr/bin/env bats
# tests/mmap.bats - what is mmap's own: files that are kept, disks that are full

load common

keep() {
	timeout "$LIMIT" "$producer" -k "$@" 3>&-
}

@test "mmap: a kept file waits for its consumer, and is removed when it is read" {
	keep hello 'two words'
	[[ -f /tmp/ipc-lab.$EUID.$IPC_LAB/mmap ]]
	start_consumer
	finish consumer 0
	[[ $(<"$D/consumer.out") == $'hello\ntwo words' ]]
	nothing_there
}

@test "mmap: a kept file grows with each producer, and can be read again and again" {
	keep first
	keep second
	for run in once twice; do
		start_consumer -k
		finish consumer 0
		[[ $(<"$D/consumer.out") == $'first\nsecond' ]] || fail "$run"
	done
	start_consumer
	finish consumer 0
	nothing_there
}

@test "mmap: a kept file outlives a consumer that is stopped or cannot print" {
	seq 100000 >"$T/lines"
	keep <"$T/lines"
	output=/dev/full start_consumer
	finish consumer 1
	start_consumer
	finish consumer 0
	cmp "$T/lines" "$D/consumer.out"
	nothing_there
}

@test "mmap: without -k a producer still says that there is no consumer for a kept file" {
	keep hello
	start producer "$producer" hello </dev/null
	finish producer 1
	lines producer 1
	[[ $text == *": no consumer on "* ]]
	start_consumer
	finish consumer 0
	[[ $(<"$D/consumer.out") == hello ]]
}

@test "mmap: something else in the file is refused and not touched" {
	mkdir -m 700 "/tmp/ipc-lab.$EUID.$IPC_LAB"
	echo 'not a log' >"/tmp/ipc-lab.$EUID.$IPC_LAB/mmap"
	start consumer "$consumer" </dev/null
	finish consumer 1
	lines consumer 1
	[[ $text == *": not a log of this lab" ]]
	[[ $(<"/tmp/ipc-lab.$EUID.$IPC_LAB/mmap") == 'not a log' ]]
	rm -r "/tmp/ipc-lab.$EUID.$IPC_LAB"
}

@test "mmap: a limit on the size of files is an error, and nothing is left behind" {
	start consumer sh -c "ulimit -f 100; exec $consumer" </dev/null
	finish consumer 1
	lines consumer 1
	[[ $text == *": posix_fallocate /tmp/"*": File too large" ]]
	nothing_there
}

@test "mmap: a full disk is an error of the producer; what was sent before arrives" {
	local own=(unshare --mount)

	((EUID == 0)) || own+=(--user --map-root-user)
	"${own[@]}" mount -t tmpfs none /mnt 2>/dev/null || skip 'this user may mount nothing'

	# /tmp becomes a disk of 4 MiB: the file can grow once, then it is full. What is
	# in the current directory can still be reached.
	cp "$producer" "$consumer" "$T"
	seq 1000000 >"$T/lines"
	cd "$T"
	# shellcheck disable=SC2016 # it is for sh to expand
	start both "${own[@]}" sh -c '
		mount -t tmpfs -o size=4m,mode=1777 none /tmp || exit
		./consumer >printed 2>consumer.log &
		until grep -q waiting consumer.log; do :; done
		./producer <lines 2>producer.log
		echo "producer $?"
		wait $!
		echo "consumer $?, left in /tmp: $(ls -A /tmp)"' </dev/null
	finish both 0
	[[ $(<"$D/both.out") == $'producer 1\nconsumer 1, left in /tmp: ' ]]
	[[ $(<producer.log) == "producer: posix_fallocate /tmp/"*"/mmap: No space left on device" ]]
	[[ $(tail -n 1 consumer.log) == *": the producer has died" ]]
	head -n "$(wc -l <printed)" lines | cmp - printed
	(($(wc -l <printed) > 100000))
}
