#!/usr/bin/env bats
# tests/transcripts.bats - what the programs' comments and the texts show is what happens
#
# A row's name begins with the directory that it is about.

load common

# transcripts FILE...: they come out as written
transcripts() {
	timeout -k 1 300 "$ROOT/tests/transcript" "$@" </dev/null 3>&-
}

# All programs and texts of the directory that the row's name begins with
directory() {
	local sheets=("$ROOT/$pair"/*.md)

	# These two look behind the scenes, where musl has other names and numbers than glibc.
	if [[ $pair == sem || $pair == signal ]] && grep -q ld-musl "$LAB/$pair/consumer"; then
		sheets=()
	fi
	# Several at a time: most of them wait for something.
	printf '%s\0' "$ROOT/$pair"/*.c "${sheets[@]}" |
		timeout -k 1 300 xargs -0 -n 1 -P 4 "$ROOT/tests/transcript" 3>&-
}

# Each program of the directory says what it is in its first line, has a transcript and is in the
# lab sheet. (A look at each of so many files must not take a process for each.)
described() {
	local file name sheet program

	[[ -s $ROOT/$pair/README.md ]] || fail "$pair/README.md is missing"
	sheet=$(<"$ROOT/$pair/README.md")
	for file in "$ROOT/$pair"/*.c; do
		name=${file##*/}
		name=${name%.c}
		program=$(<"$file")
		program=${program%%\*/*}
		[[ $program == "/*"$'\n'" * $pair/$name - "?* ]] || fail "$name.c: no ' * $pair/$name - ...'"
		[[ $program == *$'\n *     $ '* ]] || fail "$name.c: no transcript"
		[[ $sheet == *"| [$name.c]($name.c) |"* ]] || fail "$pair/README.md: no row for $name.c"
	done
}

@test "process: transcripts come out as written"         { directory; }
@test "pipe: transcripts come out as written"            { directory; }
@test "fifo: transcripts come out as written"            { directory; }
@test "unix_socket: transcripts come out as written"     { directory; }
@test "mq: transcripts come out as written"              { directory; }
@test "shm: transcripts come out as written"             { directory; }
@test "sem: transcripts come out as written"             { directory; }
@test "signal: transcripts come out as written"          { directory; }
@test "mmap: transcripts come out as written"            { directory; }
@test "sysv: transcripts come out as written"            { directory; }
@test "lock: transcripts come out as written"            { directory; }
@test "event: transcripts come out as written"           { directory; }
@test "server: transcripts come out as written"          { directory; }
@test "sysv/libsysvipc: transcripts come out as written" { directory; }
@test "server/systemd: transcripts come out as written" {
	[[ -x ./server/systemd/activated ]] || skip 'not built: this compiler finds no libsystemd'
	command -v systemd-socket-activate >/dev/null || skip 'systemd-socket-activate is not installed'
	directory
}
@test "README.md: transcripts come out as written"   { transcripts "$ROOT"/*.md; }
@test "docs: transcripts come out as written"        { transcripts "$ROOT"/docs/*.md; }

@test "process: each program is described"         { described; }
@test "pipe: each program is described"            { described; }
@test "fifo: each program is described"            { described; }
@test "unix_socket: each program is described"     { described; }
@test "mq: each program is described"              { described; }
@test "shm: each program is described"             { described; }
@test "sem: each program is described"             { described; }
@test "signal: each program is described"          { described; }
@test "mmap: each program is described"            { described; }
@test "sysv: each program is described"            { described; }
@test "lock: each program is described"            { described; }
@test "event: each program is described"           { described; }
@test "server: each program is described"          { described; }
@test "sysv/libsysvipc: each program is described" { described; }
@test "server/systemd: each program is described" { described; }

@test "the rows are complete" {
	local rows row name

	rows=$(<"$BATS_TEST_FILENAME")
	while read -r name; do
		for row in 'transcripts come out as written' 'each program is described'; do
			[[ $rows == *"@test \"$name: $row\""* ]] || fail "no row: $name: $row"
		done
	done < <("$ROOT/tools/list" | sed 's|/[^/]* .*||' | sort -u)
}

# ---- the runner itself, on texts that are right and on wrong ones --------------------

# play: the transcript on stdin is right
play() {
	{ echo '```console' && cat && echo '```'; } >"$T/text.md"
	transcripts "$T/text.md"
}

# play_fails PATTERN: the one on stdin fails, and what is said matches
play_fails() {
	local said

	{ echo '```console' && cat && echo '```'; } >"$T/text.md"
	if said=$(LAB_TRANSCRIPT_LIMIT=1 transcripts "$T/text.md" 2>&1); then
		fail "it should not have passed:" "$(<"$T/text.md")"
	fi
	# shellcheck disable=SC2053 # a pattern
	[[ $said == $1 ]] || fail "it says:" "$said"
}

@test "transcript: output, no output, several commands, continued ones" {
	play <<-'END'
		$ echo hello; echo 한글 >&2
		hello
		한글
		$ true
		$ echo 'two
		> lines'
		two
		lines
		$ cd / && x=kept
		$ echo "$PWD $x"
		/ kept
		$ printf 'no newline'
		no newline
	END
}

@test "transcript: ... in a line and alone" {
	play <<-'END'
		$ echo "process $$ is it"
		process ... is it
		$ seq 1000
		1
		...
		999
		1000
		$ echo '[a]*(b)? {c}+ $d ^e | \f.'
		[a]*(b)? {c}+ $d ^e | \f.
	END
	play_fails '*-a...c*+abd*' <<-'END'
		$ echo abd
		a...c
	END
	play_fails '*' <<-'END'
		$ printf 'a\nc\n'
		a...c
	END
}

@test "transcript: jobs in the background, with SIGINT as at a terminal" {
	play <<-'END'
		$ exec {go}<> <(:)
		$ { read -rt 0.2 <> <(:); echo late; read -ru $go; echo later; } &
		late
		$ echo soon; echo >&$go
		soon
		later
		$ tail -f /dev/null &
		$ kill -INT $!; wait $!; echo $?
		130
	END
}

@test "transcript: Ctrl-C" {
	play <<-'END'
		$ ./fifo/consumer; echo 'not reached, as at a terminal'
		consumer: waiting for a producer on /tmp/ipc-lab.1000/fifo
		^C
		$ echo $?
		130
	END
}

@test "transcript: two terminals side by side" {
	cat >"$T/two.md" <<-'END'
		<table><tr><td>

		```console
		$ ./fifo/consumer
		consumer: waiting for a producer on ...fifo
		hello
		```

		</td><td>

		```console
		$ ./fifo/producer hello
		producer: waiting for a consumer on ...fifo
		```

		</td></tr></table>
	END
	transcripts "$T/two.md"
	sed 's/^hello/goodbye/' "$T/two.md" >"$T/wrong.md"
	if LAB_TRANSCRIPT_LIMIT=1 transcripts "$T/wrong.md"; then fail 'goodbye is not hello'; fi
}

@test "transcript: a comment, with an empty line in the output" {
	cat >"$T/program.c" <<-'END'
		/*
		 * directory/program - is none
		 *
		 *     no transcript
		 *
		 *     $ printf 'a\n\nb\n'
		 *     a
		 *
		 *     b
		 *
		 *     $ echo c
		 *     c
		 *
		 * Text.
		 *
		 *     $ echo d
		 *     d
		 */
		/*
		 *     $ echo e
		 *     not a transcript: it is not in the first comment
		 */
	END
	transcripts "$T/program.c"
	[[ $("$ROOT/tests/transcript" -l "$T/program.c" | wc -l) == 3 ]]
	sed 's/^ \*     d/ *     e/' "$T/program.c" >"$T/wrong.c"
	if LAB_TRANSCRIPT_LIMIT=1 transcripts "$T/wrong.c"; then fail 'd is not e'; fi
}

@test "transcript: other output fails" {
	play_fails '*text.md:4: *echo goodbye*-hello*+goodbye*' <<-'END'
		$ echo first
		first
		$ echo goodbye
		hello
	END
}

@test "transcript: missing output fails" {
	play_fails '*text.md:2: *-hello*' <<-'END'
		$ true
		hello
	END
}

@test "transcript: more output fails" {
	play_fails '*text.md:2: *+two*' <<-'END'
		$ echo one; echo two
		one
	END
	play_fails '*text.md:2: *+late*' <<-'END'
		$ { read -rt 0.2 <> <(:); echo late; } &
	END
}

@test "transcript: a command that does not return fails" {
	play_fails '*text.md:2: has not returned after 1 s*' <<-'END'
		$ tail -f /dev/null
	END
	play_fails '*text.md:2: what runs in the background has not ended after 1 s*' <<-'END'
		$ tail -f /dev/null &
	END
}

@test "transcript: a block without an end fails" {
	printf '```console\n$ true\n' >"$T/text.md"
	if transcripts "$T/text.md"; then fail 'it should not have passed'; fi
}
