#!/usr/bin/env bats
# tests/sysv.bats - the programs of sysv/ beside the pairs

load common
load sysv

# lines_of NAME COUNT PATTERN: so many lines of what it wrote match
lines_of() {
	[[ $(grep -c -- "$3" "$D/$1.out") == "$2" ]]
}

# hello NAME: starts it, and waits until it is in msgrcv(2)
hello() {
	start "$1" ./sysv/hello_msg_consumer </dev/null
	eventually 5 said "$1" 'waiting for a message (SysV key 0x6d' || fail "$1 does not wait:" "$text"
	note_sysv_objects
	pid_of "$1"
	eventually 5 is_asleep "$pid"
}

is_asleep() {
	[[ $(<"/proc/$1/stat") == *') S '* ]]
}

@test "sysv: hello_msg: the queue keeps the message, and the consumer removes the queue" {
	run_program 0 hello_msg_producer
	[[ ! $out && ! $err ]]
	run_program 0 hello_msg_consumer
	[[ $out == 'Hello World!' && $err == 'hello_msg_consumer: waiting for a message (SysV key 0x6d'??????')' ]]
	nothing_there
	hello consumer
	run_program 0 hello_msg_producer
	finish consumer 0
	[[ $(<"$D/consumer.out") == 'Hello World!' ]]
	nothing_there
}

@test "sysv: hello_msg: what is left when the consumer is killed, what a second one gets" {
	local signal

	for signal in KILL INT TERM; do
		hello consumer
		tell "$signal" consumer
		finish consumer "$((128 + $(kill -l "$signal")))"
		[[ $(objects) == *'600 '*/sysv_hello_msg*'600 msg '* ]]
	done
	hello first     # it takes over what is there
	hello second
	run_program 0 hello_msg_producer
	finish first '[01]'
	finish second '[01]'
	[[ $(cat "$D/first.out" "$D/second.out") == 'Hello World!' ]]
	grep -qx "hello_msg_consumer: msgrcv /tmp/.*/sysv_hello_msg: Identifier removed" \
		"$D/first.err" "$D/second.err"
	nothing_there
	run_program 0 hello_msg_producer        # the second message goes with the queue
	run_program 0 hello_msg_producer
	run_program 0 hello_msg_consumer
	[[ $out == 'Hello World!' ]]
	nothing_there
}

@test "sysv: hello_shm: the segment keeps the text; nobody knows whether it is new" {
	run_program 1 hello_shm_consumer
	[[ $err == 'hello_shm_consumer: ftok /tmp/'*'/sysv_hello_shm: No such file or directory' ]]
	run_program 0 hello_shm_producer
	[[ ! $out && ! $err ]]
	run_program 1 hello_shm_producer
	[[ $err == 'hello_shm_producer: shmget /tmp/'*'/sysv_hello_shm: File exists' ]]
	run_program 0 hello_shm_consumer
	[[ $out == 'Hello World!' && ! $err ]]
	nothing_there
}

# key_of FILE: prints the key that ftok(3) makes of it
key_of() {
	echo $(($(stat -c '0x6d000000 + (%d & 255) * 65536 + (%i & 65535)' "$1")))
}

@test "sysv: hello: what another user has under the same key is left alone" {
	local kind program path call

	((EUID == 0)) && command -v perl >/dev/null || skip 'not root, or no perl'
	for program in hello_msg_producer hello_msg_consumer hello_shm_consumer; do
		kind=${program#hello_} kind=${kind%_*}
		path=$(./lab/path "sysv_hello_$kind")
		mkdir -m 700 "${path%/*}"
		: >"$path"
		# shellcheck disable=SC2016 # it is for perl
		call='msgget($ARGV[0], 01666)'
		# shellcheck disable=SC2016
		[[ $kind == msg ]] || call='shmget($ARGV[0], 4096, 01666)'
		id=$(perl -e '($<, $>) = (65534, 65534); print '"$call" "$(key_of "$path")")
		echo "$kind $((id))" >>"$D/sysv"
		run_program 1 "$program"
		[[ $err == "$program: ${kind}get 0x6d"*": another user has this key, of $path" && ! $out ]]
		[[ $(objects) == *"$kind $((id))"* ]]
		if [[ $kind == msg ]]; then ipcrm -q "$((id))"; else ipcrm -m "$((id))"; fi
		rm "$path"
		rmdir "${path%/*}"
		nothing_there
	done
}

@test "sysv: wrong usage has status 2 and shows the right one" {
	local program

	for program in key key_collision limits limits_reached msg_info msg_types sem_counting sem_dining \
		sem_init sem_init_wrong sem_undo sem_undo_wrong sem_wait_for_zero shm_attach \
		shm_read_only shm_remove; do
		run_program 2 "$program" extra
		[[ $err == "$program: unexpected argument 'extra'"$'\n'"usage: $program [-h]"* ]]
	done
	for command in '' 'list sysv_msg' create 'create sysv_notes' show 'remove sysv_a sysv_b'; do
		# shellcheck disable=SC2086 # words
		run_program 2 objects $command
		[[ $err == $'objects: no such command, or not with so many arguments\nusage: objects '* ]]
	done
	run_program 2 sem_counting -k 0
	[[ $err == "sem_counting: PLACES '0': should be a number from 1 to 100"$'\n''usage: '* ]]
	run_program 2 sem_wait_for_zero -n many
	[[ $err == "sem_wait_for_zero: WORKERS 'many': should be a number from 1 to 100"$'\n''usage: '* ]]
}

@test "sysv: sem_wait_for_zero: nobody goes on before all are ready" {
	run_program 0 sem_wait_for_zero -n 12 -p 1
	lines_of sem_wait_for_zero 12 ': ready$'
	lines_of sem_wait_for_zero 12 ': all are ready$'
	[[ $(head -n 12 <<<"$out") != *'all are ready'* ]]
}

@test "sysv: sem_wait_for_zero, stopped, takes its workers and the set with it" {
	for signal in INT TERM HUP; do
		start zero ./sysv/sem_wait_for_zero -n 20 -p 1000 </dev/null
		pid_of zero
		eventually 5 has_children "$pid"
		tell "$signal" zero
		finish_soon zero "$((128 + $(kill -l "$signal")))"
	done
}

@test "sysv: sem_wait_for_zero: a dead worker keeps nobody waiting" {
	start zero ./sysv/sem_wait_for_zero -n 2 -p 500 </dev/null
	pid_of zero
	eventually 5 has_children "$pid"
	read -ra workers < <(echo "$(<"/proc/$pid/task/$pid/children")")
	kill -KILL "${workers[0]}"
	finish_soon zero 1
	[[ $(<"$D/zero.err") == *' was killed by signal 9 (Killed)'$'\n''sem_wait_for_zero: a worker has died' ]]
}

has_children() {
	[[ $(<"/proc/$1/task/$1/children") ]]
}

# never_over K: what it wrote on coming in and going out keeps to K
never_over() {
	awk -v most="$1" '
		/comes in/ { if (++inside > most) exit 1; if (inside > seen) seen = inside }
		/goes out/ { inside-- }
		END { exit inside != 0 || seen > most }' "$D/sem_counting.out"
}

@test "sysv: sem_counting lets no more in than it says" {
	for places in 1 3; do
		begin sem_counting -k "$places" -p 1
		finish sem_counting 0
		lines_of sem_counting 6 'comes in'
		lines_of sem_counting 6 'goes out'
		never_over "$places"
		[[ $(tail -n 1 "$D/sem_counting.out") == \
			"6 processes were inside, never more than $places at a time" ]]
		nothing_there
	done
}

came_in() {
	lines_of sem_counting "$1" 'comes in, 1 inside'
}

@test "sysv: sem_counting: a process that is killed inside leaves by that" {
	begin sem_counting -k 1 -p 60000
	eventually 5 came_in 1
	kill -KILL "$(sed -n 's/.*process \([0-9]*\): comes in.*/\1/p' "$D/sem_counting.out")"
	eventually 5 came_in 2 || fail 'the second is not let in'
	tell TERM sem_counting
	finish_soon sem_counting 143
	lines_of sem_counting 0 'goes out'
	nothing_there
}

@test "sysv: sem_counting removes its set when it is stopped; a killed one's is refused until removed" {
	begin sem_counting -p 60000
	eventually 5 wrote sem_counting
	tell TERM sem_counting
	finish_soon sem_counting 143
	nothing_there

	begin sem_counting -p 60000
	eventually 5 wrote sem_counting
	start second ./sysv/sem_counting </dev/null
	finish second 1
	[[ $(<"$D/second.err") == *': another sem_counting has it' ]]
	tell KILL sem_counting
	finish_soon sem_counting 137
	[[ $(objects) == *' sem '* ]]
	run_program 1 sem_counting
	[[ $err == 'sem_counting: semget /tmp/'*'/sysv_sem: File exists' && ! $out ]]
	run_program 0 objects remove sysv_sem
	begin sem_counting
	finish sem_counting 0
	nothing_there
}

@test "sysv: without SEM_UNDO the lock of a dead process stays, with it not, every time" {
	for _ in 1 2 3 4 5; do
		run_program 1 sem_undo_wrong
		[[ $err == 'sem_undo_wrong: still locked after 100 ms, and nobody lives to unlock it' ]]
		run_program 0 sem_undo
		[[ $out == *$'is 1\nthe parent takes it' && ! $err ]]
	done
}

@test "sysv: a set used before it is initialised loses a post, every time; else never" {
	for _ in 1 2 3 4 5; do
		run_program 1 sem_init_wrong
		[[ $err == "sem_init_wrong: the value is 1 and should be 2: the child's post is lost" ]]
		run_program 0 sem_init
		[[ $out == *'the value is 2' && ! $err ]]
	done
	start wrong taskset -c 0 ./sysv/sem_init_wrong </dev/null
	finish wrong 1
	[[ $(<"$D/wrong.err") == *"the child's post is lost" ]]
	start right taskset -c 0 ./sysv/sem_init </dev/null
	finish right 0
	nothing_there
}

@test "sysv: a consumer takes one producer: a second is refused, even when the first has ended" {
	local kind

	for kind in msg shm; do
		use "sysv/$kind"
		start_consumer
		pause consumer
		start producer "$producer" one two </dev/null
		finish producer 0
		start second "$producer" three </dev/null
		finish second 1
		[[ $(<"$D/second.err") == "${kind}_producer: semop $channel: another producer is at work" ]]
		tell CONT consumer
		finish consumer 0
		[[ $(<"$D/consumer.out") == $'one\ntwo' ]]
		nothing_there
	done
}

@test "sysv: shm_consumer believes no length that cannot be" {
	local segment set

	command -v perl >/dev/null && [[ $(getconf LONG_BIT) == 64 ]] || skip 'no perl, or not 64 bits'
	begin shm_consumer
	segment=$(awk '$1 == "shm" { print $2 }' "$D/sysv")
	set=$(awk '$1 == "sem" { print $2 }' "$D/sysv")
	# A slot is a bool and, behind seven bytes, the length. Semaphore 4 tells that one is full.
	# shellcheck disable=SC2016 # it is for perl
	perl -e 'shmwrite($ARGV[0], pack("Cx7Q", 0, 1025), 0, 16) &&
		semop($ARGV[1], pack("s!3", 4, 1, 0)) or die $!' "$segment" "$set"
	finish_soon shm_consumer 1
	lines shm_consumer 1
	[[ $text == 'shm_consumer: shmat /tmp/'*'/sysv_shm: a message of 1025 bytes cannot be' ]]
	nothing_there
}

@test "sysv: objects removes what is left behind, and nothing that is locked" {
	local count

	run_program 0 objects list
	[[ ! $out && ! $err ]]
	begin msg_consumer
	count=$(objects | grep -c ' \(msg\|sem\) ')
	run_program 0 objects list
	[[ $out == 'msg 0x6d'??????' mode 600        0 bytes      locked     /tmp/'*'/sysv_msg'$'\n'$(
	)'sem 0x6d'??????' mode 600        5 semaphores locked     /tmp/'*'/sysv_msg' ]]
	run_program 1 objects remove sysv_msg
	[[ $err == 'objects: fcntl /tmp/'*'/sysv_msg: a process that lives has it locked' && ! $out ]]
	[[ $(objects | grep -c ' \(msg\|sem\) ') == "$count" ]]
	tell KILL msg_consumer
	finish_soon msg_consumer 137
	run_program 0 objects list
	[[ $(grep -c ' not locked /tmp/' <<<"$out") == 2 && $(wc -l <<<"$out") == 2 ]]
	run_program 0 objects remove sysv_msg
	[[ ! $out && ! $err ]]
	nothing_there
}

@test "sysv: objects creates a segment, shows the kernel's line of it, and removes it" {
	run_program 0 objects create sysv_notes 8192
	[[ ! $out && ! $err ]]
	[[ $(objects) == *'600 /tmp/'*'/sysv_notes' ]]
	run_program 0 objects list
	[[ $out == 'shm 0x6d'??????' mode 600     8192 bytes      not locked /tmp/'*'/sysv_notes' ]]
	text="(SysV key ${out:4:10})"
	note_sysv_objects
	run_program 1 objects create sysv_notes 1
	[[ $err == 'objects: open /tmp/'*'/sysv_notes: File exists' ]]
	run_program 0 objects show sysv_notes
	[[ $out =~ ^' '+key' '+shmid' '.*$'\n'.*' 600 '+8192' ' ]]
	[[ $(objects) == *'600 shm '* ]]
	run_program 0 objects remove sysv_notes
	nothing_there
	run_program 1 objects remove sysv_notes
	[[ $err == 'objects: open /tmp/'*'/sysv_notes: No such file or directory' ]]
	run_program 1 objects show ../etc/passwd
	[[ $err == "objects: '../etc/passwd': not one of the lab's objects, sysv_..." ]]
	run_program 1 objects show sysv_/../x
	[[ $err == "objects: 'sysv_/../x': not one of the lab's objects, sysv_..." ]]
	run_program 1 objects create sysv_huge 1099511627776
	[[ $err == 'objects: shmget /tmp/'*'/sysv_huge: '* || $err == '' ]]
	[[ ! -e $(./lab/path sysv_huge) ]]
}

# has_open PID NAME: it has the file open
has_open() {
	readlink "/proc/$1/fd/"* | grep -q "/$2\$"
}

@test "sysv: objects is in nobody's way while it looks" {
	begin sem_counting -p 60000
	tell KILL sem_counting
	finish_soon sem_counting 137

	# Its output is a full pipe: so it stays where it has found the set.
	mkfifo "$D/feed"
	exec {feed}<>"$D/feed"
	dd if=/dev/zero "of=/dev/fd/$feed" bs=4096 count=1000 oflag=nonblock 2>/dev/null || :
	output=$D/feed start listing ./sysv/objects list </dev/null
	pid_of listing
	eventually 5 has_open "$pid" sysv_sem || fail 'it does not look'
	start sem_counting ./sysv/sem_counting </dev/null
	finish sem_counting 1
	[[ $(<"$D/sem_counting.err") == *'/sysv_sem: File exists' ]]    # it has got the lock
	run_program 0 objects remove sysv_sem
	begin sem_counting
	finish sem_counting 0
	end_feed
	finish_soon listing 141
	nothing_there
}

@test "sysv: key makes keys of a file, and leaves none" {
	local i

	run_program 0 key
	[[ $out == *$'another name of the same file: the same key\na new file in its place: another key\n'* ]]
	nothing_there
	for i in 1 2 3 4 5 6 7 8; do    # at the same time they do not meet
		start "key$i" ./sysv/key </dev/null
	done
	for i in 1 2 3 4 5 6 7 8; do
		finish "key$i" 0
		[[ $(<"$D/key$i.out") == *$'the same key\na new file in its place: another key\n'* ]]
	done
	nothing_there
}

@test "sysv: key_collision finds two files with one key" {
	run_program 0 key_collision
	[[ $out =~ 'two files, inodes '(0x[0-9a-f]+)' and '(0x[0-9a-f]+)': both have key '(0x6d[0-9a-f]+) ]]
	((BASH_REMATCH[1] != BASH_REMATCH[2]))
	(((BASH_REMATCH[1] & 0xffff) == (BASH_REMATCH[2] & 0xffff)))
	(((BASH_REMATCH[1] & 0xffff) == (BASH_REMATCH[3] & 0xffff)))
	nothing_there
}

@test "sysv: limits_reached: each call fails as it should, and nothing is left" {
	run_program 0 limits_reached
	[[ $(wc -l <<<"$out") == 6 && ! $err ]]
	[[ $out == *$'\nmsgsnd to a full queue: Resource temporarily unavailable\n'* ]]
}

@test "sysv: limits shows what the system says" {
	run_program 0 limits
	[[ $out == *"msgmax "*" $(</proc/sys/kernel/msgmax) bytes"* ]]
	[[ $out == *"semmni "*" $(cut -f 4 /proc/sys/kernel/sem) sets"* ]]
}

@test "sysv: shm_remove after a killed one" {
	run_program 0 shm_remove
	nothing_there
	run_program 0 shm_remove
	[[ $out == *'a new one of this key: it is another'* ]]
}

@test "sysv: sem_dining: nobody starves, no neighbours eat together" {
	run_program 0 sem_dining -n 5000
	[[ $(grep -c 'has eaten 5000 times' <<<"$out") == 5 ]]
	[[ $out == *'never did a neighbour eat at the same time' ]]
	start dining ./sysv/sem_dining -n 1000000 </dev/null
	pid_of dining
	eventually 5 has_children "$pid"
	tell TERM dining
	finish_soon dining 143
}

@test "sysv: a signal to stop that comes as a program begins to wait for its children ends it" {
	local often=$LAB/tests/tools/stop_often

	timeout "$LIMIT" "$often" 5 ./sysv/sem_dining -n 1000000 3>&-
	timeout "$LIMIT" "$often" 2 ./sysv/sem_counting -k 6 -p 60000 3>&-
	timeout "$LIMIT" "$often" 2 ./sysv/sem_wait_for_zero -n 2 -p 1000 3>&-
}

@test "sysv: shm_read_only: what is attached for reading only cannot be written" {
	run_program 0 shm_read_only
	[[ $out == *$'reads \'hello\'\na child that writes: killed by signal 11 '*"reads 'Hello'" && ! $err ]]
}

# suspend NAME: stops all its children, and lets them go on
suspend() {
	local pid child children

	pid_of "$1"
	read -ra children < <(echo "$(<"/proc/$pid/task/$pid/children")")
	((${#children[@]} > 0)) || fail "$1 has no children"
	kill -STOP "${children[@]}"
	for child in "${children[@]}"; do
		eventually 5 is_stopped "$child" || is_gone "$child" || fail "$child is not stopped"
	done
	kill -CONT "${children[@]}"
}

@test "sysv: Ctrl-Z and fg harm nobody who waits in semop" {
	start counting ./sysv/sem_counting -k 1 -p 100 </dev/null
	eventually 5 wrote counting
	suspend counting
	finish counting 0
	start zero ./sysv/sem_wait_for_zero -n 5 -p 100 </dev/null
	eventually 5 wrote zero
	suspend zero
	finish zero 0
	start dining ./sysv/sem_dining -n 100000 </dev/null
	pid_of dining
	eventually 5 has_children "$pid"
	for _ in 1 2 3; do
		suspend dining
	done
	finish dining 0
}

@test "sysv: shm_attach takes an address that is a multiple of SHMLBA, or rounds it" {
	run_program 0 shm_attach
	[[ $out == *'with SHM_RND: rounded down to one'* ]]
	[[ $out == *$'\n''with SHM_LOCK: '?* ]]
}

@test "sysv: msg_poll waits for both, and removes the queue when it is stopped" {
	start poll ./sysv/msg_poll a '' 한글 < <(echo typed; echo more)
	finish poll 0
	[[ $(grep message: "$D/poll.out") == $'message: \'a\'\nmessage: \'\'\nmessage: \'한글\'' ]]
	[[ $(grep -v message: "$D/poll.out") == *typed*more* ]]
	start poll ./sysv/msg_poll a <&"$idle"
	eventually 5 wrote poll
	tell HUP poll
	finish_soon poll 129
}

@test "sysv: msg_poll says what is too much for it, every time" {
	run_program 1 msg_poll "$(printf '%0300d' 0)"
	[[ $err == 'msg_poll: message of 300 bytes, but struct message takes 256' ]]
	# shellcheck disable=SC2046 # words
	run_program 1 msg_poll $(seq 30000)
	[[ $err == 'msg_poll: msgsnd: Resource temporarily unavailable' && ! $out ]]
}
