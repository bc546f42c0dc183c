#!/usr/bin/env bats
# tests/process.bats - what happens to processes: fork, exec, wait, exit, buffers

load common

@test "process: fork returns the child's process ID in the parent, and memory is copied" {
	local format before parent child

	start fork ./process/fork </dev/null
	finish fork 0
	pid_of fork
	format='^before: process ([0-9]+) has number 1 at address (0x[0-9a-f]+)
child:  process ([0-9]+), fork returned 0, my parent is ([0-9]+)
child:  changed number to 2 at address (0x[0-9a-f]+)
parent: process ([0-9]+), fork returned ([0-9]+)
parent: number is still 1 at address (0x[0-9a-f]+)$'
	[[ $(<"$D/fork.out") =~ $format ]]
	before=${BASH_REMATCH[1]} parent=${BASH_REMATCH[6]} child=${BASH_REMATCH[3]}
	[[ $before == "$parent" && ${BASH_REMATCH[4]} == "$parent" && ${BASH_REMATCH[7]} == "$child" ]]
	[[ $child != "$parent" ]]
	[[ ${BASH_REMATCH[5]} == "${BASH_REMATCH[2]}" && ${BASH_REMATCH[8]} == "${BASH_REMATCH[2]}" ]]
}

@test "process: exec keeps the process, and hands on arguments as they are" {
	start exec ./process/exec '' '*' $'two\nlines' -h 한글 </dev/null
	finish exec 0
	pid_of exec
	text=$(<"$D/exec.out")
	[[ $(grep -c "^[a-z]*: *process $pid, " <<<"$text") == 2 ]]
	[[ $text == *$'argument 0 is \'after\'\nafter:  argument 1 is \'\'\nafter:  argument 2 is \'*\'\nafter:  argument 3 is \'two\nlines\'\nafter:  argument 4 is \'-h\'\nafter:  argument 5 is \'한글\'\nafter:  environment: KEPT='* ]]
	output=/dev/full start exec ./process/exec </dev/null
	finish exec 1
	[[ $(<"$D/exec.err") == 'after: write standard output: '* ]]
}

@test "process: spawn redirects, and has the command's status" {
	printf 'b\na\n' >"$T/in"
	start spawn ./process/spawn -i "$T/in" -o "$T/out" sort </dev/null
	finish spawn 0
	[[ $(<"$T/out") == $'a\nb' && $(stat -c %a "$T/out") == 600 ]]
	[[ $(<"$D/spawn.err") == 'spawn: sort exited with status 0' ]]
	start spawn ./process/spawn sh -c 'exit 3' </dev/null
	finish spawn 3
	start spawn ./process/spawn sh -c 'kill $$' </dev/null
	finish spawn 143
	[[ $(<"$D/spawn.err") == 'spawn: sh was killed by signal 15 (Terminated)' ]]
	start spawn ./process/spawn ./no-such-command </dev/null
	finish spawn 127
	[[ $(<"$D/spawn.err") == 'spawn: posix_spawnp ./no-such-command: No such file or directory' ]]
	start spawn ./process/spawn -o "$T" true </dev/null
	finish spawn 127
	[[ $(<"$D/spawn.err") == 'spawn: posix_spawnp true: Is a directory' ]]
	start spawn ./process/spawn </dev/null
	finish spawn 2
	start spawn ./process/spawn -i </dev/null
	finish spawn 2
}

@test "process: wait, zombie and orphan see what they say" {
	start wait ./process/wait </dev/null
	finish wait 0
	[[ $(wc -l <"$D/wait.out") == 6 ]]

	start zombie ./process/zombie </dev/null
	finish zombie 0
	[[ $(head -n 1 "$D/zombie.out") == 'child '*' has ended: State: Z (zombie)' ]]
	start zombie ./process/zombie -i </dev/null
	finish zombie 0
	[[ $(wc -l <"$D/zombie.out") == 2 ]]
	start zombie ./process/zombie -x </dev/null
	finish zombie 2

	start orphan ./process/orphan -s </dev/null
	finish orphan 0
	pid_of orphan
	[[ $(sed -n 2p "$D/orphan.out") == *"now it is process $pid (orphan)" ]]
	[[ $(sed -n 3p "$D/orphan.out") == *'exit status 0' ]]
	start orphan ./process/orphan </dev/null
	finish orphan 0
	pid_of orphan
	[[ $(sed -n 2p "$D/orphan.out") == *'now it is process '* ]]
	[[ $(sed -n 2p "$D/orphan.out") != *"now it is process $pid "* ]]
	[[ $(sed -n 3p "$D/orphan.out") == *'I cannot wait for it'* ]]
	start orphan ./process/orphan -k -s </dev/null
	finish orphan 0
	[[ $(sed -n 2p "$D/orphan.out") == *'killed by signal 9' ]]
}

@test "process: a buffer that fork copies is printed twice, a flushed one once" {
	start stdio ./process/stdio_wrong </dev/null
	finish stdio 1
	[[ $(<"$D/stdio.err") == 'stdio_wrong: printed once, came out 2 times: hello hello' ]]
	start stdio ./process/stdio </dev/null
	finish stdio 0
	[[ $(<"$D/stdio.out") == 'printed once, came out once: hello' ]]
}

@test "process: exit alone runs handlers and writes buffers, whatever is done with signals" {
	for ignored in INT 'INT TERM ABRT'; do
		start exit bash -c "trap '' $ignored; exec ./process/exit" </dev/null
		finish exit 0
		[[ $(grep -c 'buffered line' "$D/exit.out") == 1 ]]
		[[ $(head -n 1 "$D/exit.out") == *'a buffered line, the second handler, the first handler' ]]
		[[ $(grep -c ': *nothing$' "$D/exit.out") == 3 ]]
		[[ $(tail -n 1 "$D/exit.out") == *' another program' && ! -s $D/exit.err ]]
	done
	start exit ./process/exit operand </dev/null
	finish exit 2
}

@test "process: fork_offset shares the offset and leaves no file" {
	start fork_offset ./process/fork_offset </dev/null
	finish fork_offset 0
	[[ $(sed -n 3p "$D/fork_offset.out") == *'offset 5, O_APPEND on,  close-on-exec off' ]]
	nothing_there
}
