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
