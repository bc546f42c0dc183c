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

@test "mmap: what a producer is told to keep outlives the consumer of the moment" {
	start_consumer
	mkfifo "$D/feed"
	exec {feed}<>"$D/feed"
	start_producer -k <"$D/feed"
	echo first >&"$feed"
	eventually 5 wrote consumer || fail 'the first message does not arrive'
	tell TERM consumer
	finish consumer 143
	echo second >&"$feed"
	end_feed
	finish producer 0
	start_consumer
	finish consumer 0
	[[ $(<"$D/consumer.out") == $'first\nsecond' ]]
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
	[[ $(tail -n 1 consumer.log) == *": the producer ended early" ]]
	head -n "$(wc -l <printed)" lines | cmp - printed
	(($(wc -l <printed) > 100000))
}

# ---- the demos ------------------------------------------------------------------

@test "mmap: the demos succeed, have nothing to complain of and leave nothing" {
	local name

	for name in page shared_private anonymous fixed remap past_the_end truncated protect sync \
		advise maps flags random_read locked; do
		runs 0 "./mmap/$name"
		[[ $out && ! $err ]] || fail "$name:" "$err"
		nothing_there
	done
}

@test "mmap: the demos say how they are used" {
	local name

	for name in page shared_private anonymous fixed remap past_the_end truncated protect sync \
		advise maps flags random_read locked huge; do
		runs 2 "./mmap/$name" operand
		[[ $err == "$name: unexpected argument 'operand'"$'\n'"usage: "* ]]
	done
	runs 2 ./mmap/copy one
	[[ $err == 'copy: needs two operands, FROM and TO'$'\n''usage: '* ]]
	runs 2 ./mmap/random_read -n 0
	[[ $err == "random_read: times '0': should be a number from 1 to 100000000"$'\n''usage: '* ]]
	runs 2 ./mmap/file_consumer -i 2000
	[[ $err == "file_consumer: interval '2000': should be a number from 1 to 1000"$'\n''usage: '* ]]
}

@test "mmap: no room for a file is an error, and no SIGBUS" {
	local name

	for name in truncated sync advise maps flags random_read; do
		runs 1 sh -c "ulimit -f 1; exec ./mmap/$name"
		[[ $err == "$name: posix_fallocate /tmp/ipc-lab.$EUID.$IPC_LAB/$name: File too large" ]] ||
			fail "$name:" "$err"
		nothing_there
	done
}

@test "mmap: a demo that is stopped in the middle leaves nothing" {
	start demo ./mmap/random_read -n 100000000 </dev/null
	eventually 5 wrote demo || fail 'it does not begin'
	tell INT demo
	finish demo 130
	nothing_there
}

@test "mmap: what a killed demo may leave does not hinder the next" {
	mkdir -m 700 "/tmp/ipc-lab.$EUID.$IPC_LAB"
	echo left >"/tmp/ipc-lab.$EUID.$IPC_LAB/truncated"
	runs 0 ./mmap/truncated
	nothing_there
}

@test "mmap: hello: the message is in the file when its producer has ended, and twice is as good as once" {
	local file

	file=$(./lab/path hello_mmap)
	runs 0 ./mmap/hello_producer
	runs 0 ./mmap/hello_producer
	[[ $(stat -c '%a %s' "$file") == '600 4096' && $(head -c 12 "$file") == 'Hello World!' ]]
	runs 0 ./mmap/hello_consumer
	[[ $out == 'Hello World!' && ! -e $file ]]
	nothing_there
}

@test "mmap: hello_consumer does not read beyond a file that is not done, nor lose what it cannot print" {
	local file

	runs 0 ./mmap/hello_producer
	file=$(./lab/path hello_mmap)
	runs 1 sh -c './mmap/hello_consumer >/dev/full'
	[[ $err == 'hello_consumer: write standard output: No space left on device' && -e $file ]]
	tr '\0' x </dev/zero | head -c 4096 >"$file"    # no end of the string in it
	runs 0 ./mmap/hello_consumer
	[[ ${#out} == 4096 ]]
	runs 0 ./mmap/hello_producer
	: >"$file"
	runs 1 ./mmap/hello_consumer
	[[ $err == "hello_consumer: $file: empty, the producer is not done" ]]
	rm "$file"
	runs 1 ./mmap/hello_consumer
	[[ $err == "hello_consumer: open $file: No such file or directory" ]]
	rmdir "${file%/*}" 2>/dev/null || :
	nothing_there
}

@test "mmap: hello_producer without room in the file system is an error, and no SIGBUS" {
	runs 1 sh -c 'trap "" XFSZ; ulimit -f 1; exec ./mmap/hello_producer'
	[[ $err == "hello_producer: posix_fallocate "*": File too large" ]] || fail "$err"
	rm "$(./lab/path hello_mmap)"
	rmdir "/tmp/ipc-lab.$EUID.$IPC_LAB"
	nothing_there
}

@test "mmap: page grows by whole pages, and says how long they are" {
	runs 0 ./mmap/page
	[[ $out == *"1 page of $(getconf PAGESIZE) bytes"* ]]
}

@test "mmap: a child that SIGBUS kills leaves no core" {
	local here=$PWD

	cd "$T"
	runs 0 sh -c "ulimit -c \$(ulimit -H -c); exec '$here/mmap/past_the_end'"
	[[ $out == *"the next page:"*"killed by signal "*" (Bus error)"* ]]
	[[ ! $(find . -name 'core*') ]] || fail "$(find . -name 'core*')"
}

# CAP_IPC_LOCK counts only in the first user namespace.
may_lock() {
	local caps

	caps=$(awk '/^CapEff:/ { print $2 }' /proc/self/status)
	(((0x$caps >> 14) & 1)) && [[ $(tr -s ' ' </proc/self/uid_map) == ' 0 0 4294967295' ]]
}

@test "mmap: locked memory is limited, but for the privileged" {
	local as_user=() result run

	((EUID != 0)) || ! setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null ||
		as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	cp mmap/locked "$T"
	! grep -q __asan_ mmap/locked || skip 'AddressSanitizer makes mlock do nothing'

	for run in as_is as_user; do
		result='* memory Resource temporarily unavailable' # (each libc has its own text)
		if [[ $run == as_user ]]; then
			runs 0 "${as_user[@]}" "$T/locked"
		else
			runs 0 ./mmap/locked
			! may_lock || result='done: privileged * no limit done: privileged * no limit'
		fi
		[[ $out == *"mlock:"*" kB, 4 of 4 pages in memory"* ]]
		[[ $out == *"mlock:         VmLck $((4 * $(getconf PAGESIZE) / 1024)) kB"* ]]
		[[ $out == *"in a child:    VmLck 0 kB"* && $out == *"munlock:       VmLck 0 kB"* ]]
		[[ $out == *"MAP_LOCKED:    VmLck $((4 * $(getconf PAGESIZE) / 1024)) kB, 4 of 4"* ]]
		# shellcheck disable=SC2053 # a pattern
		[[ $(sed -n 's/^4 more pages, [^:]*: *//p' <<<"$out" | paste -sd ' ') == $result ]] ||
			fail "$run:" "$out"
		((${#as_user[@]} > 0)) || break
	done
	((${#as_user[@]} > 0)) || ! may_lock || return 0
	runs 1 sh -c "ulimit -l 1; exec ${as_user[*]} '$T/locked'"
	[[ $err == "locked: mlock "*" kB (the limit is 1 kB): "* ]] || fail "$err"
}

@test "mmap: huge pages, or how to get them" {
	local free

	free=$(awk '/^HugePages_Free/ { print $2 }' /proc/meminfo)
	[[ $free ]] || skip 'this kernel has no huge pages'
	if ((free > 0)); then
		runs 0 ./mmap/huge
		[[ $out == *$'\nMAP_HUGETLB: one byte written, '[1-9]*" kB of huge pages used"* ]]
	else
		runs 1 ./mmap/huge
		[[ $out == *$'\nMAP_HUGETLB: mmap: '*$' memory\n'* ]]
		[[ $err == 'huge: no huge page is free. As root: echo 8 > /proc/sys/vm/nr_hugepages' ]]
	fi
	[[ $out == *$'\nMADV_HUGEPAGE: '* ]]
}

@test "mmap: flags has every flag of the headers, and those that must work do" {
	local flag count=0

	runs 0 ./mmap/flags
	for flag in SHARED PRIVATE ANONYMOUS FIXED NORESERVE POPULATE STACK DENYWRITE; do
		grep -qE "^MAP_$flag +0x[0-9a-f]+ +ok" <<<"$out" || fail "MAP_$flag:" "$out"
	done
	command -v "${CC:-cc}" >/dev/null || skip 'there is no compiler to ask'
	for flag in $(echo '#include <sys/mman.h>' | "${CC:-cc}" -D_GNU_SOURCE -E -dM - |
		sed -n 's/^#define \(MAP_[A-Z0-9_]*\) .*/\1/p'); do
		case $flag in
		MAP_FAILED | MAP_TYPE | MAP_ANON | MAP_HUGE_*) continue ;; # no flags; another name; sizes
		esac
		count=$((count + 1))
		grep -q "^$flag " <<<"$out" || fail "not a word of $flag"
	done
	((count >= 15))
}

@test "mmap: the same records whichever way they are read" {
	runs 0 ./mmap/random_read -n 7
	[[ $(grep -o 'sum [0-9]*' <<<"$out" | sort -u | wc -l) == 1 ]]
	[[ $out == *"14 system calls"*" 7 system calls"*" 1 system call, "* ]]
}

# ---- copy -----------------------------------------------------------------------

@test "mmap: copies are the same, by either way, of any size" {
	local size option

	for size in 0 1 4095 4096 4097 1000000; do
		head -c "$size" /dev/urandom >"$T/from"
		for option in '' -r; do
			echo 'longer than some, and to be overwritten' >"$T/to"
			# shellcheck disable=SC2086 # it may be none
			runs 0 ./mmap/copy $option "$T/from" "$T/to"
			cmp "$T/from" "$T/to"
			[[ ! $err ]] || fail "$err"
		done
	done
}

@test "mmap: a copy has the permissions of its original, less the umask" {
	echo text >"$T/from"
	chmod 755 "$T/from"
	(umask 027 && runs 0 ./mmap/copy "$T/from" "$T/to")
	[[ $(stat -c %a "$T/to") == 750 ]]
	chmod 600 "$T/from" # an existing one keeps its own
	runs 0 ./mmap/copy "$T/from" "$T/to"
	[[ $(stat -c %a "$T/to") == 750 ]]
}

@test "mmap: what cannot be copied is refused and left as it is" {
	echo text >"$T/from"
	ln "$T/from" "$T/hard"
	ln -s from "$T/soft"
	for to in from hard soft; do
		runs 1 ./mmap/copy "$T/from" "$T/$to"
		[[ $err == "copy: $T/from and $T/$to are the same file" && $(<"$T/from") == text ]]
	done
	runs 1 ./mmap/copy "$T/missing" "$T/to"
	[[ $err == "copy: open $T/missing: No such file or directory" && ! -e $T/to ]]
	mkfifo "$T/fifo"
	for from in "$T" "$T/fifo" /dev/zero; do
		runs 1 ./mmap/copy "$from" "$T/to"
		[[ $err == "copy: open $from: not a regular file" && ! -e $T/to ]] || fail "$err"
	done
	for to in "$T/fifo" /dev/null; do
		runs 1 ./mmap/copy "$T/from" "$to"
		[[ $err == "copy: open $to: not a regular file" && -e $to ]] || fail "$err"
	done
	runs 1 ./mmap/copy "$T/from" "$T"
	[[ $err == "copy: open $T: Is a directory" ]]

	runs 0 ./mmap/copy /proc/version "$T/to" # contents without a size: nothing to map
	cmp /proc/version "$T/to"
}

@test "mmap: a copy that finds no room is removed" {
	head -c 1000000 /dev/zero >"$T/from"
	runs 1 sh -c "ulimit -f 100; exec ./mmap/copy '$T/from' '$T/to'"
	[[ $err == "copy: posix_fallocate $T/to: File too large" && ! -e $T/to ]] || fail "$err"
	runs 1 sh -c "ulimit -f 100; exec ./mmap/copy -r '$T/from' '$T/to'"
	[[ $err == "copy: write $T/to: File too large" && ! -e $T/to ]] || fail "$err"
}

# Starts a copy of much and stops it (SIGSTOP) in the middle: when there is a copy, but not all
# of it, so that it is still mapped. It goes a millisecond at a time until then. If that was too
# long, as we had to wait for our turn, again. Sets $pid.
copy_halfway() {
	local times steps

	for times in {1..20}; do
		truncate -s 256M "$T/from"
		rm -f "$T/to"
		start copy ./mmap/copy "$T/from" "$T/to" </dev/null
		pid_of copy
		for ((steps = 0; steps < 2000; steps++)); do
			kill -STOP "$pid" 2>/dev/null || :
			eventually 5 stopped_or_ended || fail 'the copy does not stop'
			! ended copy || break
			! grep -qF " $T/to" "/proc/$pid/maps" || return 0
			kill -CONT "$pid"
			read -rt 0.001 -u "$idle" || :
		done
		finish copy 0
	done
	fail "$times times the copy was done before it could be stopped"
}

stopped_or_ended() {
	local stat

	ended copy || { IFS= read -r stat <"/proc/$pid/stat" && [[ $stat == *') T '* ]]; } 2>/dev/null
}

@test "mmap: a copy that is stopped, or whose original is cut short, is removed" {
	copy_halfway
	kill -TERM "$pid"
	kill -CONT "$pid"
	finish copy 143
	[[ ! -e $T/to ]]

	copy_halfway
	truncate -s 0 "$T/from"
	kill -CONT "$pid"
	finish copy $((128 + $(kill -l BUS)))
	lines copy 1
	[[ $text == 'copy: SIGBUS: FROM became shorter, or cannot be read' && ! -e $T/to ]]
}

# ---- an ordinary file -------------------------------------------------------------

@test "mmap: an ordinary file takes one producer, and tells when it is damaged" {
	use mmap/file
	start_consumer -i 1000          # so that it does not notice too soon
	start_idle_producer
	start second "$producer" hello </dev/null
	finish second 1
	[[ $(<"$D/second.err") == "file_producer: fcntl $channel: another producer is at work" ]]
	tell STOP consumer
	end_feed
	finish producer 0
	start second "$producer" hello </dev/null
	finish second 1
	[[ $(<"$D/second.err") == "file_producer: open $channel: another producer had it" ]]
	tell CONT consumer
	finish consumer 0
	[[ $(<"$D/consumer.out") == first ]]

	start_consumer
	printf '\0\0\0\x80' >>"$channel"
	finish consumer 1
	lines consumer 1
	[[ $text == "file_consumer: read $channel: damaged at byte 0" ]]
	nothing_there
}

@test "mmap: half a message in an ordinary file is none" {
	use mmap/file
	start_consumer -i 1
	printf '\xfe\xff\xff\xff\5\0\0\0hel' >>"$channel" # a producer has come, and been killed
	finish consumer 1
	lines consumer 1
	[[ $text == "file_consumer: read $channel: the producer ended early" ]]
	[[ ! -s $D/consumer.out ]]
	nothing_there
}

