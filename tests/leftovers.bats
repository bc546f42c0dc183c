#!/usr/bin/env bats
# tests/leftovers.bats - tools/leftovers, behind make leftovers and make sweep

load common

# leftovers [-r]: of this run, quickly; sets $out
leftovers() {
	out=$(timeout -k 1 "$LIMIT" "$ROOT/tools/leftovers" "$@" 2>&1)
}

@test "leftovers: what a consumer has in use is not listed; what a killed one leaves is, and is swept" {
	local name consumers=()

	for name in fifo unix_socket mq shm shm/ring sem signal mmap sysv/msg sysv/shm; do
		use "$name"
		run_of "${name//\//_}"
		start_consumer
		consumers+=("$name")
	done
	IPC_LAB=$WORD leftovers
	[[ ! $out ]] || fail "in use, and listed:" "$out"
	for name in "${consumers[@]}"; do
		run_of "${name//\//_}"
		tell KILL consumer
		finish consumer 137
		leftovers
		[[ $out == *"ipc-lab.$EUID.$IPC_LAB"* ]] || fail "$name leaves nothing?" "$out"
		leftovers -r
		leftovers
		[[ ! $out ]] || fail "$name: after the sweep:" "$out"
		nothing_there
	done
}

@test "leftovers: a hello's queue is listed and swept, though no directory may show it" {
	timeout -k 1 "$LIMIT" "$LAB/mq/hello_producer" 3>&-
	leftovers
	[[ $out == "queue      /ipc-lab.$EUID.$IPC_LAB.hello_mq" ]] || fail "$out"
	leftovers -r
	leftovers
	[[ ! $out ]] || fail "after the sweep:" "$out"
	nothing_there
}

@test "leftovers: an empty directory, a file in it and a stranger's are told apart" {
	mkdir -m 700 "/tmp/ipc-lab.$EUID.$IPC_LAB"
	leftovers
	[[ $out == "directory  /tmp/ipc-lab.$EUID.$IPC_LAB" ]] || fail "$out"
	: >"/tmp/ipc-lab.$EUID.$IPC_LAB/a file"
	leftovers
	[[ $out == "file       /tmp/ipc-lab.$EUID.$IPC_LAB/a file" ]] || fail "$out"
	leftovers -r
	nothing_there
	if ((EUID == 0)); then
		mkdir -m 700 "/tmp/ipc-lab.$EUID.$IPC_LAB"
		chown 65534 "/tmp/ipc-lab.$EUID.$IPC_LAB"
		leftovers -r
		[[ ! $out && -d /tmp/ipc-lab.$EUID.$IPC_LAB ]] || fail "$out"
		rmdir "/tmp/ipc-lab.$EUID.$IPC_LAB"
	fi
}

@test "leftovers: wrong usage has status 2" {
	local status=0

	leftovers -x || status=$?
	[[ $status == 2 && $out == *'usage: tools/leftovers'* ]]
}
