#!/usr/bin/env bats
# tests/usage.bats - each program explains itself, and refuses what it does not know
#
# A row's name begins with the directory that it is about.

load common

# Each program of the directory but the hellos, which have no options: -h says on standard output how
# it is used, with status 0; an unknown option is refused with that line on the other, and status 2.
explained() {
	local file name out err status wrong=

	for file in "$ROOT/$pair"/*.c; do
		name=${file##*/}
		name=${name%.c}
		[[ $name != hello && $name != hello_* ]] || continue
		status=0
		timeout 10 "./$pair/$name" -h >"$T/out" 2>"$T/err" </dev/null 3>&- || status=$?
		out=$(<"$T/out") err=$(<"$T/err")
		[[ $status == 0 && ! $err && $out == "usage: $name [-"*h*$'\n'?* ]] ||
			wrong+="$name -h: status $status, $out$err"$'\n'
		status=0
		timeout 10 "./$pair/$name" -Z >"$T/out" 2>"$T/err" </dev/null 3>&- || status=$?
		out=$(<"$T/out") err=$(<"$T/err")
		[[ $status == 2 && ! $out && $err == "$name: unknown option -Z"$'\n'"usage: $name [-"* ]] ||
			wrong+="$name -Z: status $status, $out$err"$'\n'
	done
	[[ ! $wrong ]] || fail "$wrong"
	nothing_there
}

@test "process: each program explains itself"         { explained; }
@test "pipe: each program explains itself"            { explained; }
@test "fifo: each program explains itself"            { explained; }
@test "unix_socket: each program explains itself"     { explained; }
@test "mq: each program explains itself"              { explained; }
@test "shm: each program explains itself"             { explained; }
@test "sem: each program explains itself"             { explained; }
@test "signal: each program explains itself"          { explained; }
@test "mmap: each program explains itself"            { explained; }
@test "sysv: each program explains itself"            { explained; }
@test "lock: each program explains itself"            { explained; }
@test "event: each program explains itself"           { explained; }
@test "server: each program explains itself"          { explained; }
@test "sysv/libsysvipc: each program explains itself" { explained; }

@test "usage: the rows are complete" {
	local rows name    # (tests/systemd.bats tries what is built with libsystemd)

	rows=$(<"$BATS_TEST_FILENAME")
	while read -r name; do
		[[ $rows == *"@test \"$name: each program explains itself\""* ]] || fail "no row: $name"
	done < <("$ROOT/tools/list" | sed 's|/[^/]* .*||' | grep -vx server/systemd | sort -u)
}

# (signal/ and event/ have a test of their own: their programs are about signals)
@test "usage: programs end the same whatever signals were blocked or ignored when they were started" {
	local how program expected status wrong=

	for program in fifo/open_order_wrong lock/record_deadlock lock/record_lock lock/robust mmap/past_the_end \
		mmap/protect mmap/truncated pipe/broken_pipe pipe/end_of_file_wrong pipe/launch process/exit \
		process/fork process/orphan process/stdio process/stdio_wrong process/wait sem/stale sem/timed \
		shm/pointers_wrong sysv/sem_undo sysv/shm_read_only; do
		expected=0
		[[ $program != *_wrong ]] || expected=1
		for how in --block-signal --ignore-signal; do
			status=0
			timeout -s KILL 20 env "$how" "./$program" >"$T/out" 2>&1 </dev/null 3>&- || status=$?
			[[ $status == "$expected" ]] || wrong+="$program, env $how: status $status, $(<"$T/out")"$'\n'
		done
	done
	[[ ! $wrong ]] || fail "$wrong"
	nothing_there
}
