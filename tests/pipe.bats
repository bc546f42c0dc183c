#!/usr/bin/env bats
# tests/pipe.bats - the programs of pipe/ beside the pair

# shellcheck disable=SC2030,SC2031 # each test has its own variables, being a process of its own
load common

@test "pipe: launch joins the two, and says how both ended" {
	start launch ./pipe/launch hello -x '' 한글 </dev/null
	finish launch 0
	[[ $(<"$D/launch.out") == $'hello\n-x\n\n한글' ]]
	[[ $(<"$D/launch.err") == $'launch: producer exited with status 0\nlaunch: consumer exited with status 0' ]]
}

@test "pipe: launch has the status of the side that failed" {
	output=/dev/full start launch ./pipe/launch hello </dev/null
	finish launch 1
	lines launch 3
	[[ $text == *"launch: consumer exited with status 1" ]]

	start launch ./pipe/launch $'two\nlines' </dev/null
	finish launch 1
	lines launch 3
	[[ $text == *$'launch: producer exited with status 1\nlaunch: consumer exited with status 0' ]]
}

@test "pipe: launch says which signal killed a side" {
	mkfifo "$D/stdin"
	exec {feed}<>"$D/stdin"
	start launch ./pipe/launch <"$D/stdin"
	echo hello >&"$feed"
	eventually 5 wrote launch
	pid_of launch
	kill -KILL "$(child_of "$pid" ./pipe/producer)"
	end_feed
	finish launch 137
	[[ $(<"$D/launch.err") == $'launch: producer was killed by signal 9 (Killed)\nlaunch: consumer exited with status 0' ]]
}

@test "pipe: launch, killed, takes both with it" {
	mkfifo "$D/stdin"
	exec {feed}<>"$D/stdin"
	start launch ./pipe/launch <"$D/stdin"
	echo hello >&"$feed"
	eventually 5 wrote launch
	pid_of launch
	producer_pid=$(child_of "$pid" ./pipe/producer)
	consumer_pid=$(child_of "$pid" ./pipe/consumer)
	[[ $producer_pid && $consumer_pid ]]
	tell KILL launch
	finish launch 137
	for pid in "$producer_pid" "$consumer_pid"; do
		eventually 5 is_gone "$pid" || fail "process $pid lives on"
	done
	end_feed
}

@test "pipe: launch refuses an unknown option, and explains itself" {
	start launch ./pipe/launch -x </dev/null
	finish launch 2
	[[ $(<"$D/launch.err") == $'launch: unknown option -x\nusage: launch [-h] [MESSAGE...]' ]]
	start launch ./pipe/launch -h </dev/null
	finish launch 0
	[[ $(<"$D/launch.out") == usage:* ]]
}

@test "pipe: hello ends when the parent closes its end" {
	start hello ./pipe/hello </dev/null
	finish hello 0
	[[ $(<"$D/hello.out") == $'child: read 12 bytes: Hello World!\nchild: read 0 bytes: end-of-file' ]]
	output=/dev/full start hello ./pipe/hello </dev/null
	finish hello 1
	start hello env --ignore-signal=CHLD ./pipe/hello </dev/null
	finish hello 0
	nothing_there
}

# ---- joining processes ------------------------------------------------------------

@test "pipe: two_way has an answer to each question" {
	start two_way ./pipe/two_way a '' 'two words' </dev/null
	finish two_way 0
	pid_of two_way
	[[ $(sed "s/child [0-9]* /child /" "$D/two_way.out") == 'parent asks a, child answers A
parent asks , child answers 
parent asks two words, child answers TWO WORDS
child: no more questions' ]]
	start two_way ./pipe/two_way </dev/null
	finish two_way 0
	[[ $(<"$D/two_way.out") == 'child: no more questions' ]]
	start two_way ./pipe/two_way $'a\nb' </dev/null
	finish two_way 2
	[[ $(<"$D/two_way.err") == 'two_way: a question with a newline in it, which would be two'$'\n''usage: '* ]]
	start two_way ./pipe/two_way asked $'a\nb' </dev/null
	finish two_way 2
	[[ ! -s $D/two_way.out ]]       # nor is the first one asked
}

@test "pipe: pipeline does what the shell does" {
	start pipeline ./pipe/pipeline cat : sort : uniq -c : sort -rn : head -n 1 \
		< <(printf '%s\n' b a b)
	finish pipeline 0
	[[ $(<"$D/pipeline.out") == *'2 b' ]]
	[[ $(wc -l <"$D/pipeline.err") == 5 ]]
	start pipeline ./pipe/pipeline echo -h : cat </dev/null
	finish pipeline 0
	[[ $(<"$D/pipeline.out") == -h ]]
	start pipeline ./pipe/pipeline echo '' 'two words' '*' </dev/null
	finish pipeline 0
	[[ $(<"$D/pipeline.out") == ' two words *' ]]

	# shellcheck disable=SC2046 # thirty commands
	start pipeline ./pipe/pipeline yes $(printf ': cat %.0s' {1..28}) : head -n 1000 </dev/null
	finish pipeline 0
	[[ $(wc -l <"$D/pipeline.out") == 1000 ]]
	lines pipeline 30
	[[ $(head -n 1 "$D/pipeline.err") == 'pipeline: yes was killed by signal 13 (Broken pipe)' ]]
}

@test "pipe: pipeline has the status of the last command, and tells those of all" {
	start pipeline ./pipe/pipeline sh -c 'exit 3' : sh -c 'kill -9 $$' : cat </dev/null
	finish pipeline 0
	[[ $(<"$D/pipeline.err") == 'pipeline: sh exited with status 3
pipeline: sh was killed by signal 9 (Killed)
pipeline: cat exited with status 0' ]]
	start pipeline ./pipe/pipeline true : sh -c 'exit 3' </dev/null
	finish pipeline 3
	start pipeline ./pipe/pipeline true : sh -c 'kill $$' </dev/null
	finish pipeline 143
	start pipeline ./pipe/pipeline true : ./no-such-command </dev/null
	finish pipeline 127
	start pipeline ./pipe/pipeline true : "$T" </dev/null
	finish pipeline 126
	start pipeline ./pipe/pipeline ./no-such-command : cat </dev/null
	finish pipeline 0
	[[ $(<"$D/pipeline.err") == *'pipeline: ./no-such-command exited with status 127'* ]]
}

@test "pipe: pipeline refuses an empty command" {
	local arguments

	for arguments in '' : ': cat' 'cat :' 'cat : : cat' '-x'; do
		# shellcheck disable=SC2086 # words
		start pipeline ./pipe/pipeline $arguments </dev/null
		finish pipeline 2
	done
	start pipeline ./pipe/pipeline cat : : cat </dev/null
	finish pipeline 2
	[[ $(<"$D/pipeline.err") == 'pipeline: no COMMAND at place 2 of 3'$'\n''usage: '* ]]
}

@test "pipe: pipeline, killed, takes its commands with it" {
	start pipeline ./pipe/pipeline yes : ./pipe/consumer </dev/null
	eventually 5 wrote pipeline
	pid_of pipeline
	pid=$(child_of "$pid" ./pipe/consumer)
	[[ $pid ]]
	tell KILL pipeline
	finish pipeline 137
	eventually 5 is_gone "$pid" || fail "process $pid lives on"
}

@test "pipe: parallel_sum shares all numbers, and each once" {
	local p

	start sum ./pipe/parallel_sum </dev/null
	finish sum 0
	[[ $(wc -l <"$D/sum.out") == 11 ]]
	[[ $(tail -n 1 "$D/sum.out") == '1 to 10000 is 50005000' ]]
	[[ $(head -n 1 "$D/sum.out") == 'child  1 adds     1 to  1000:     500500' ]]
	lines sum 1
	[[ $text == 'parallel_sum: alone '*' ms, with 10 children '*' ms: '*' times as fast ('*' processors)' ]]
	for p in 1 3 7; do
		start sum ./pipe/parallel_sum -n 7 -p $p </dev/null
		finish sum 0
		[[ $(wc -l <"$D/sum.out") == $((p + 1)) ]]
		[[ $(tail -n 1 "$D/sum.out") == '1 to 7 is 28' ]]
	done
	start sum ./pipe/parallel_sum -n 1000 -p 1000 </dev/null
	finish sum 0
	[[ $(tail -n 1 "$D/sum.out") == '1 to 1000 is 500500' ]]
}

@test "pipe: parallel_sum notices that a child has died" {
	start sum ./pipe/parallel_sum -n 4000000000 -p 1 </dev/null
	pid_of sum
	eventually 5 has_child "$pid" ./pipe/parallel_sum
	kill -KILL "$(child_of "$pid" ./pipe/parallel_sum)"
	finish_soon sum 1
	[[ $(<"$D/sum.err") == 'parallel_sum: read pipe: only 0 of 1 parts have arrived' ]]
}

@test "pipe: parallel_sum refuses what it cannot share" {
	local arguments

	for arguments in '-n 0' '-n x' '-n 4000000001' '-p 0' '-p 1001' '-n 3 -p 4' 7 '-n'; do
		# shellcheck disable=SC2086 # words
		start sum ./pipe/parallel_sum $arguments </dev/null
		finish sum 2
	done
}

# ---- how a pipe behaves -------------------------------------------------------------

@test "pipe: end-of-file comes when the last write end is closed, and not before" {
	start reader ./pipe/end_of_file_wrong </dev/null
	finish reader 1
	[[ $(<"$D/reader.out") == 'reader: got 9 bytes' ]]
	[[ $(<"$D/reader.err") == 'end_of_file_wrong: no end-of-file: the parent has a write end open' ]]
	start reader ./pipe/end_of_file </dev/null
	finish reader 0
	[[ $(<"$D/reader.out") == $'reader: got 9 bytes\nreader: end-of-file' ]]
}

@test "pipe: capacity counts what fits in" {
	local size

	for size in '' '-s 1' '-s 5000'; do
		# shellcheck disable=SC2086 # words
		start capacity ./pipe/capacity $size </dev/null
		finish capacity 0
		text=$(<"$D/capacity.out")
		[[ $text =~ capacity\ ([0-9]+)\ bytes.*$'\n'([0-9]+)\ bytes\ fit\ in,\ FIONREAD\ counts\ ([0-9]+), ]]
		[[ ${BASH_REMATCH[1]} == "${BASH_REMATCH[2]}" && ${BASH_REMATCH[2]} == "${BASH_REMATCH[3]}" ]]
		[[ $text =~ '1 byte read: 0 bytes fit in'$'\na page read: '([0-9]+) ]]
		[[ ${BASH_REMATCH[1]} == $(getconf PAGESIZE) ]]
	done
	for size in 0 x 16777217; do
		start capacity ./pipe/capacity -s $size </dev/null
		finish capacity 2
	done
	start capacity ./pipe/capacity -s 16777216 </dev/null
	finish capacity '[01]'
	((status == 0)) || [[ $(<"$D/capacity.err") == 'capacity: F_SETPIPE_SZ 16777216 (see '*'): Operation not permitted' ]]
}

@test "pipe: messages of several writers mix above PIPE_BUF, and stay whole up to it" {
	local cpus

	for cpus in 0 "$(taskset -cp $$ | sed 's/.*: //')"; do
		start writers taskset -c "$cpus" ./pipe/atomic_writes_wrong </dev/null
		finish writers 1
		[[ $(<"$D/writers.err") == 'atomic_writes_wrong: message '*' of 4097 bytes is mixed: '*' x '[A-D]', '* ]]
		start writers taskset -c "$cpus" ./pipe/atomic_writes </dev/null
		finish writers 0
		[[ $(<"$D/writers.out") == '1000 messages of 4096 bytes from 4 writers, none of them mixed' ]]
	done
}

@test "pipe: broken_pipe meets SIGPIPE and EPIPE, also where SIGPIPE was ignored before" {
	start broken ./pipe/broken_pipe </dev/null
	finish broken 0
	[[ $(<"$D/broken.out") == 'SIGPIPE as it comes: the writer was killed by signal 13 (Broken pipe)
SIGPIPE ignored:     write returned -1, errno EPIPE (Broken pipe)' ]]
	cp "$D/broken.out" "$T/expected"
	start broken env --ignore-signal=PIPE ./pipe/broken_pipe </dev/null
	finish broken 0
	cmp "$T/expected" "$D/broken.out"
}

@test "pipe: behind the barrier all have arrived" {
	start barrier ./pipe/barrier -c 8 -m 1 </dev/null
	finish barrier 0
	[[ $(wc -l <"$D/barrier.out") == 17 ]]
	[[ $(head -n 8 "$D/barrier.out" | grep -c ': has arrived$') == 8 ]]
	[[ $(sed -n 9p "$D/barrier.out") == *': end-of-file: all 8 have arrived' ]]
	[[ $(tail -n 8 "$D/barrier.out" | grep -c ': goes on$') == 8 ]]
	start barrier ./pipe/barrier -c 0 </dev/null
	finish barrier 2
	start barrier ./pipe/barrier -m -1 </dev/null
	finish barrier 2
}

@test "pipe: at the barrier nobody waits for a dead child" {
	start barrier ./pipe/barrier -c 1 -m 10000 </dev/null
	pid_of barrier
	eventually 5 has_child "$pid" ./pipe/barrier
	kill -KILL "$(child_of "$pid" ./pipe/barrier)"
	finish_soon barrier 1
	[[ $(<"$D/barrier.out") == *': end-of-file: all 1 have arrived' ]]
	lines barrier 1
	[[ $text == 'barrier: child '*' was killed by signal 9 (Killed)' ]]
}

@test "pipe: popen has the lines and the status of the command" {
	start popen ./pipe/popen 'echo one; printf two; exit 7' </dev/null
	finish popen 7
	[[ $(<"$D/popen.out") == $'line 1: one\nline 2: two' ]]
	# shellcheck disable=SC2016 # it is for the other shell
	start popen ./pipe/popen 'kill $$' </dev/null
	finish popen 143
	[[ $(<"$D/popen.err") == 'popen: the shell was killed by signal 15 (Terminated)' ]]
	output=/dev/full start popen ./pipe/popen yes </dev/null
	finish_soon popen 1     # though yes would go on
	[[ $(<"$D/popen.err") == 'popen: write standard output: No space left on device' ]]
	start popen ./pipe/popen </dev/null
	finish popen 2
	start popen ./pipe/popen echo one </dev/null
	finish popen 2
}

@test "pipe: splice passes on what it writes into the file" {
	seq 100000 >"$T/numbers"
	# shellcheck disable=SC2002 # it is to be a pipe
	cat "$T/numbers" | timeout 20 ./pipe/splice "$T/copy" | cmp "$T/numbers" -
	cmp "$T/numbers" "$T/copy"
	start splice ./pipe/splice "$T/copy" <"$T/numbers"
	finish splice 1
	[[ $(<"$D/splice.err") == 'splice: tee standard input to standard output, which should be pipes: Invalid argument' ]]
	start splice ./pipe/splice "$T" </dev/null
	finish splice 1
	[[ $(<"$D/splice.err") == "splice: open $T: Is a directory" ]]
	start splice ./pipe/splice </dev/null
	finish splice 2
	# whoever reads has gone: it says so
	{ yes | timeout 20 ./pipe/splice "$T/copy" 2>"$T/said" | true; } || :
	[[ $(<"$T/said") == 'splice: tee standard input to standard output: Broken pipe' ]]
}

@test "pipe: length_first takes messages with any bytes, and of any length" {
	printf -v text '%0100000d' 0
	start length ./pipe/length_first $'\n\n' '' $'\xff\x01' "$text" </dev/null
	finish length 0
	printf "2 bytes: '\n\n'\n0 bytes: ''\n2 bytes: '\xff\x01'\n100000 bytes: '%s'\nend-of-file between two messages\n" \
		"$text" | cmp - "$D/length.out"
}

@test "pipe: packets loses what does not fit, and does not wait for itself" {
	start packets ./pipe/packets 12345678 123456789 '' x </dev/null
	finish packets 0
	[[ $(<"$D/packets.out") == 'bytes:   [12345678] [12345678] [9x]
packets: [12345678] [12345678] [x]' ]]
	# shellcheck disable=SC2046 # words
	start packets ./pipe/packets $(seq 5000) </dev/null
	finish packets 1
	[[ $(<"$D/packets.err") == 'packets: write pipe: Resource temporarily unavailable' ]]
	printf -v text '%0100000d' 0
	start packets ./pipe/packets "$text" </dev/null
	finish packets 1
	[[ $(<"$D/packets.err") == 'packets: write pipe: only '*' of 100000 bytes fit in' ]]
}
