# shellcheck shell=bash
# tests/pairs.bash - the clauses of the contract that every pair keeps: see pairs.bats
#
# Where a clause means nothing for a pair, or something else, it says so here.

# Which partner's death looks like its end: bytes end in both cases.
death_looks_like_end() {
	[[ $pair == pipe || $pair == fifo ]]
}

# Which pairs end a message with a newline, and so cannot have one in it
is_delimited() {
	[[ $pair == pipe || $pair == fifo || $pair == unix_socket ]]
}

# The consumer ended because its producer died.
consumer_noticed() {
	if death_looks_like_end; then
		finish_soon consumer '[01]'
		lines consumer "$status"
		[[ $status == 0 || $text == *": the producer died in the middle of a message" ]]
	else
		finish_soon consumer 1
		lines consumer 1
		[[ $text == "$consumer_name: "* ]]
	fi
}

# The producer ended because its consumer died.
producer_noticed() {
	finish_soon producer 1
	lines producer 1
	[[ $text == "$producer_name: "* ]]
}

# ---- messages arrive whole, in order, once ------------------------------------

whole() {
	# shellcheck disable=SC2016 # as they are
	local messages=(hello '' ' ' 'two words' '  blanks around  ' $'a\ttab' '' '' 한글 안녕하세요
		$'\xff\xfe\x80 not UTF-8' $'\xed\x95' -n -- --help '%s\n%d' "\\n \\0" '*' '$HOME' last '')

	meet "${messages[@]}" </dev/null
	printf '%s\n' "${messages[@]}" | cmp - "$D/consumer.out"

	{
		printf '%s\n' "${messages[@]}"
		printf 'a\0b\n\0\n\r\n'
	} >"$T/lines"
	meet <"$T/lines"
	cmp "$T/lines" "$D/consumer.out"

	printf 'the last line\nhas no newline' >"$T/lines"
	meet <"$T/lines"
	{ cat "$T/lines" && echo; } | cmp - "$D/consumer.out"

	meet </dev/null         # no message at all
	! wrote consumer || fail 'a message out of nothing'

	start_consumer
	start_producer before $'two\nlines' after </dev/null
	if is_delimited; then   # it would arrive as two
		finish producer 1
		lines producer 1
		[[ $text == "$producer_name: message with a newline in it"* ]]
		consumer_noticed
		[[ $(<"$D/consumer.out") == before ]]
	else
		finish producer 0
		finish consumer 0
		[[ $(<"$D/consumer.out") == $'before\ntwo\nlines\nafter' ]]
	fi
}

# many COUNT: that many messages, or with $LAB_SHARE one in so many of them
many() {
	seq "$(($1 / ${LAB_SHARE:-1}))" >"$T/lines"
	meet <"$T/lines"
	cmp "$T/lines" "$D/consumer.out"
}

# ---- long messages --------------------------------------------------------------

# x COUNT: a line of so many bytes
x() {
	head -c "$1" /dev/zero | tr '\0' x
	echo
}

# no_limit: pairs in which a message is as long as its memory
no_limit() {
	{ x 1048576 && x 1 && x 65535 && x 65536 && x 65537 && x 3000000; } >"$T/lines"
	meet <"$T/lines"
	cmp "$T/lines" "$D/consumer.out"
}

# refuses BYTES [late]: a message of so many is refused, what was sent before arrives, even if the
# consumer only looks when its producer has ended. Sets $limit to what it should be at most.
refuses() {
	start_consumer
	[[ ! ${2:-} ]] || tell STOP consumer
	start_producer < <(echo before && x "$1")
	finish producer 1
	[[ ! ${2:-} ]] || tell CONT consumer
	lines producer 1
	[[ $text =~ ^"$producer_name: message of $1 bytes, but a "[^0-9]*" takes "([0-9]+)" ("..*")"$ ]] ||
		fail "a message over the limit:" "$text"
	limit=${BASH_REMATCH[1]}
	consumer_noticed
	[[ $(<"$D/consumer.out") == before ]]
}

# limit: a message of the greatest length arrives, of one byte more is refused
limit() {
	local limit

	refuses 16777216
	refuses "$((limit + 1))"
	# (signals are acknowledged one by one: who does not look keeps the producer waiting)
	[[ $pair == signal ]] || refuses "$((limit + 1))" late

	{ echo before && x "$limit" && x "$((limit - 1))" && echo after; } >"$T/lines"
	meet <"$T/lines"
	cmp "$T/lines" "$D/consumer.out"
}

# ---- the producer's end ends both -------------------------------------------------

end() {
	start_consumer
	[[ $pair == pipe ]] || [[ $(objects) ]] || fail "$channel is nowhere to be found"
	start_idle_producer
	echo 'a second' >&"$feed"
	echo 'a third' >&"$feed"
	! ended consumer || fail 'the consumer has ended before its producer'
	! ended producer || fail 'the producer has ended before its input'
	end_feed
	finish producer 0
	finish_soon consumer 0
	[[ $(<"$D/consumer.out") == $'first\na second\na third' ]]
	lines consumer 0
	lines producer 0
	nothing_there
}

# ---- a missing partner ------------------------------------------------------------

# No consumer on $channel: the producer ends at once and says so.
no_consumer() {
	start producer "$producer" hello </dev/null
	soon 1 producer # that is at once
	finish producer 1
	lines producer 1
	local anywhere=${channel:-/*}

	# shellcheck disable=SC2027,SC2053 # a pattern
	[[ $text == "$producer_name: no consumer on "$anywhere": start $consumer first" ]] ||
		fail "$channel without a consumer:" "$text"
}

alone() {
	channel=
	case $pair in
	pipe) # a pipe is there before both: a partner cannot be missing, only gone
		start producer sh -c './pipe/producer hello | :; wait' </dev/null
		finish producer 0
		start producer sh -c "{ $producer; echo \$? >&2; } | :" < <(seq 1000000)
		finish producer 0
		[[ $(<"$D/producer.err") == $'producer: write standard output: Broken pipe\n1' ]]
		start consumer "$consumer" </dev/null
		finish consumer 0
		return
		;;
	fifo) # the mechanism itself waits
		start_producer hello </dev/null
		eventually 5 said producer 'producer: waiting for a consumer on /'
		start_consumer
		finish producer 0
		finish consumer 0
		[[ $(<"$D/consumer.out") == hello ]]
		;;
	*)
		no_consumer
		;;
	esac
	nothing_there

	# Killed, so that it leaves everything as it is; but a leftover is no consumer.
	start_consumer
	tell KILL consumer
	finish consumer 137
	if [[ $pair == fifo ]]; then
		start_producer hello </dev/null
		eventually 5 said producer "producer: waiting for a consumer on $channel"
		start_consumer
		finish producer 0
		finish consumer 0
	else
		no_consumer
	fi

	meet 'after a stale one' </dev/null
	[[ $(<"$D/consumer.out") == 'after a stale one' ]]
	nothing_there
}

# ---- a partner that dies ------------------------------------------------------------

killed_producer() {
	run_of idle
	start_consumer
	start_idle_producer
	tell KILL producer
	run_of busy
	start_consumer
	start_busy_producer
	tell KILL producer

	for run in idle busy; do
		run_of "$run"
		finish producer 137
		consumer_noticed
		arrived_in_order || [[ $(<"$D/consumer.out") == first ]]
		nothing_there
	done
	again_if_late killed_producer
}

# Blocked: it sleeps, and is found asleep time after time
is_asleep() {
	local stat times

	for ((times = 0; times < 5; times++)); do
		IFS= read -r stat <"/proc/$1/stat"
		[[ $stat == *') S '* ]] || return
		read -rt 0.002 -u "$idle" || :
	done
}

killed_consumer() {
	run_of idle
	start_consumer
	start_idle_producer
	tell KILL consumer
	run_of busy
	start_consumer
	start_busy_producer
	tell KILL consumer
	run_of stopped
	start_consumer
	start_busy_producer
	tell STOP consumer
	# (a file is not full before a disk is: there the producer goes on until it notices)
	[[ $pair == mmap* ]] || eventually 5 is_asleep "$pid" ||
		fail "nobody receives, but the producer does not block"
	tell KILL consumer

	for run in idle busy stopped; do
		run_of "$run"
		finish consumer 137
		producer_noticed

		# and what is left does not hinder the next (a pipe leaves nothing)
		[[ $pair != pipe ]] || continue
		start_consumer
		tell TERM consumer
		finish consumer 143
		nothing_there
	done
	again_if_late killed_consumer
}

# ---- a signal to stop -----------------------------------------------------------------

signals() {
	local signal side flow moment

	for signal in INT TERM HUP; do
		run_of "$signal.waiting"
		start_consumer
		tell "$signal" consumer
	done
	for signal in INT TERM HUP; do
		run_of "$signal.waiting"
		stopped_by "$signal" consumer
		nothing_there
	done
	if [[ $pair != pipe ]]; then
		for moment in early twice; do    # before it waits; while it clears up
			run_of "$moment"
			# shellcheck disable=SC2153 # it is in common.bash
			timeout "$LIMIT" "$LAB/tests/tools/stop_often" "$moment" "$consumer" 3>&- ||
				fail "stopped $moment"
		done
	fi

	for signal in INT TERM HUP; do
		for side in consumer producer; do
			run_of "$signal.$side"
			start_consumer
			flow=idle
			[[ $signal != INT ]] || flow=busy
			"start_${flow}_producer"
			tell "$signal" "$side"
		done
	done
	for signal in INT TERM HUP; do
		run_of "$signal.consumer"
		stopped_by "$signal" consumer
		producer_noticed
		nothing_there
		run_of "$signal.producer"
		stopped_by "$signal" producer
		consumer_noticed
		nothing_there
	done
}

# stopped_by SIGNAL NAME: NAME has ended by it, and had nothing to say
stopped_by() {
	finish_soon "$2" "$((128 + $(kill -l "$1")))"
	lines "$2" 0
}

# ---- runs do not meet --------------------------------------------------------------------

apart() {
	run_of left
	start_consumer
	if [[ $pair == pipe ]]; then    # has no name on which two could meet
		start_producer 'to the left' </dev/null
		run_of right
		start_consumer
	else
		local left=$channel
		run_of right
		start_consumer
		[[ $channel != "$left" ]]

		start second "$consumer" </dev/null
		finish second 1
		lines second 1
		[[ $text == "$consumer_name: "*": another consumer has it" ]] ||
			fail "a second consumer:" "$text"
		run_of left
		start_producer 'to the left' </dev/null
		run_of right
	fi
	start_producer 'to the right' </dev/null
	for run in left right; do
		run_of "$run"
		finish producer 0
		finish consumer 0
		[[ $(<"$D/consumer.out") == "to the $run" ]]
		nothing_there
	done
}

# ---- one run after the other ----------------------------------------------------------------

again() {
	local i

	for i in {1..10}; do
		meet "number $i" </dev/null
		[[ $(<"$D/consumer.out") == "number $i" ]]
		nothing_there
	done
}

# ---- only the user's ---------------------------------------------------------------------------

stranger=(setpriv --reuid=65534 --regid=65534 --clear-groups)

private_from_a_stranger() {
	mkdir "$T/bin"
	cp "$producer" "$consumer" "$T/bin"
	D=$T/stranger   # the same word, though
	mkdir "$D"

	start producer "${stranger[@]}" "$T/bin/$producer_name" hello </dev/null
	if [[ $pair == fifo ]]; then    # which waits
		eventually 5 said producer "producer: waiting for a consumer on "
	else
		finish producer 1
		lines producer 1
	fi
	[[ $text != *" on $channel"[$'\n: ']* ]] || fail "a stranger's producer:" "$text"

	start consumer "${stranger[@]}" "$T/bin/$consumer_name" </dev/null
	eventually 5 said consumer ": waiting for a producer on "
	note_sysv_objects
	[[ $text != *" on $channel"[$'\n ']* ]] || fail "a stranger's consumer:" "$text"
	[[ $pair == fifo ]] ||
		start producer "${stranger[@]}" "$T/bin/$producer_name" hello </dev/null
	finish producer 0
	finish consumer 0
	[[ $(<"$D/consumer.out") == hello && ! $(objects 65534) ]] || fail "$(objects 65534)"
}

private() {
	local mode name found=

	umask 0         # what is not granted is the programs' doing
	start_consumer
	while read -r mode name; do
		found=yes
		case $name in
		"/tmp/ipc-lab.$EUID.$IPC_LAB") [[ $mode == 700 ]] ;;
		*) [[ $mode == 600 ]] ;;
		esac || fail "mode $mode: $name"
	done < <(objects)
	[[ $found || $pair == pipe ]]

	# Somebody else, with the same word. The programs may lie where only we may look.
	if ((EUID == 0)) && "${stranger[@]}" true 2>/dev/null && [[ $pair != pipe ]]; then
		private_from_a_stranger
		D=$T/main
	fi

	start_producer 'from the same user' </dev/null
	finish producer 0
	finish consumer 0
	[[ $(<"$D/consumer.out") == 'from the same user' ]]
}

# ---- bad input ----------------------------------------------------------------------------------

# tries PROGRAM ARGUMENTS...: runs it alone, and sets $status, $out and $err
tries() {
	status=0
	# shellcheck disable=SC2153 # it is in common.bash
	timeout -k 1 "$LIMIT" "$@" >"$T/out" 2>"$T/err" 3>&- || status=$?
	out=$(<"$T/out") err=$(<"$T/err")
}

refused() {
	local program status out err

	for program in "$producer" "$consumer"; do
		tries "$program" -h </dev/null
		[[ $status == 0 && $out == "usage: ${program##*/} [-h"* && ! $err ]]
		tries "$program" -X </dev/null
		[[ $status == 2 && ! $out ]]
		[[ $err == "${program##*/}: unknown option -X"$'\n'"usage: ${program##*/} [-h"* ]]

		# shellcheck disable=SC2016 # it is for sh to expand
		for closed in '0<&-' '1>&-' '2>&-'; do
			tries sh -c 'exec "$@" '"$closed" sh "$program" </dev/null
			[[ $status == 1 ]] || fail "$program $closed: status $status"
			[[ $closed == 2* || $err == "${program##*/}: standard "*"put: Bad file descriptor" ]] ||
				fail "$program $closed:" "$err"
		done
		tries sh -c "exec $program -h >/dev/full" </dev/null
		[[ $status == 1 ]]
	done
	tries "$consumer" operand </dev/null
	[[ $status == 2 && $err == "$consumer_name: unexpected argument 'operand'"$'\n'"usage: "* ]]
	nothing_there

	# What the consumer cannot print is no success, and the producer learns that it is gone.
	output=/dev/full start_consumer
	start_producer < <(seq 1000000 2>/dev/null)
	finish consumer 1
	lines consumer 1
	[[ $text == "$consumer_name: write standard output: No space left on device" ]]
	producer_noticed
	nothing_there

	# Standard input that cannot be read is an error, not an end.
	start_consumer
	start_producer <.
	finish producer 1
	lines producer 1
	[[ $text == "$producer_name: read standard input: Is a directory" ]]
	consumer_noticed
	nothing_there

	# Something else in the place of the channel, or of the directory it should be in, stays.
	[[ $channel == /tmp/* ]] || return 0
	mkdir -m 700 "${channel%/*}"
	mkdir "$channel"
	for program in "$producer" "$consumer"; do
		tries "$program" </dev/null
		[[ $status == 1 && $err == "${program##*/}: "*"$channel"* && $err != *$'\n'*$'\n'* ]] ||
			fail "$program with a directory at $channel: status $status" "$err"
		[[ -d $channel ]]
	done
	rmdir "$channel"

	chmod 755 "${channel%/*}"
	for program in "$producer" "$consumer"; do
		tries "$program" </dev/null
		[[ $status == 1 && $err == *": ${channel%/*}: not a directory of user $EUID alone (mode 0700), but user $EUID's "* ]]
	done
	rmdir "${channel%/*}"
	echo text >"${channel%/*}"
	for program in "$producer" "$consumer"; do
		tries "$program" </dev/null
		[[ $status == 1 && $err == *": ${channel%/*}: not a directory of user $EUID alone (mode 0700), but user $EUID's "* ]]
	done
	rm "${channel%/*}"
}
