#!/usr/bin/env bats
# tests/sources.bats - the sources keep to the rules of the lab: sizes, includes, words
#
# tests/sizes counts as these tests do.

load common

# No more than that
LINES_OF_A_HELLO=30
LINES_OF_A_PROGRAM=100
LONGER=20               # programs with more lines
MEDIAN=60               # lines of code
LINES_OF_LAB=520        # all headers of lab/ together
LINES_OF_A_LESSON=24    # by which a wrong program and its right one differ

# Programs that have more lines, with the reason. A row fails when its program is no longer that long.
long='
shm/consumer.c memory tells nobody anything: waiting, the partner, its death and the end are all to be made
shm/producer.c the same
shm/ring_consumer.c the same, and the ring without locks, which is shown nowhere else
shm/ring_producer.c the same
sem/consumer.c three semaphores and a buffer are four objects to make, to find stale and to remove
sem/producer.c it opens all four, and locks that tell who lives stand beside semaphores that do not
sysv/msg_consumer.c its queue tells nobody of a death: a key of its own, and a set that tells, are added
sysv/msg_producer.c the same set tells it whether the consumer lives, and that it is the only producer
sysv/shm_consumer.c the same, and the semaphores that count the slots
sysv/shm_producer.c the same
unix_socket/echo_server.c thousands of clients over Unix sockets and TCP: epoll, and the address, for two kinds
unix_socket/echo_client.c it sends and receives at once, and finds its server in a file or by getaddrinfo(3)
unix_socket/datagram_consumer.c without a connection it must ask who sends, who lives and how long a message is
mmap/consumer.c a new file, a kept one, a stale one and that of another consumer are to be told apart
mmap/producer.c the same; and it makes the file grow, with room that the disk has promised
mmap/file_consumer.c a file tells nobody of the next record, of the end or of a death: all three are to be found out
mmap/file_producer.c the same locks tell it of its consumer, and half a record must not look like a whole one
signal/consumer.c four bytes a signal, each acknowledged, and a file, a lock and a pidfd to know the sender by
server/web_server.c an application: HTTP, files, processes, a scoreboard, in six files
sysv/libsysvipc/msg_regex.c a server with many clients must wait for none of them, dead or alive
'

# Sets $code to a file that holds the code of all sources, "FILE LINE-NUMBER CODE" with tabs.
code() {
	code=$T/code
	"$ROOT/tests/code" >"$code"
	[[ -s $code ]]
}

# included: prints "FILE INCLUDED" of each #include "..." in $code, with the path from the root
included() {
	awk -F '\t' '$3 ~ /^ *# *include *"/ {
		name = $3
		gsub(/^[^"]*"|"[^"]*$/, "", name)
		file = $1
		sub(/[^\/]*$/, "", file)
		file = file name
		while (sub(/[^\/.]+\/\.\.\//, "", file))
			;
		print $1, file
	}' "$code"
}

is_hello() {
	[[ $1 == */hello.c || $1 == */hello_*.c ]]
}

@test "sources: a hello is a page, with nothing in it but the mechanism" {
	local count file name wrong=

	code
	while read -r count file; do
		is_hello "$file" || continue
		((count <= LINES_OF_A_HELLO)) || wrong+="$file: $count lines of code"$'\n'
	done < <("$ROOT/tests/sizes")
	while read -r file name; do
		! is_hello "$file" || [[ $name == lab/names.h ]] || wrong+="$file: includes $name"$'\n'
	done < <(included)
	while IFS=$'\t' read -r file name _; do
		! is_hello "$file" || wrong+="$file:$name: options"$'\n'
	done < <(grep getopt "$code")
	[[ ! $wrong ]] || fail "$wrong" "A hello has at most $LINES_OF_A_HELLO lines of code, includes" \
		"nothing but system headers and lab/names.h, and has no options."
}

@test "sources: a program with its headers is short, or its reason to be long is known" {
	local count file reason rows=0 wrong=
	declare -A lines=()

	while read -r count file; do
		lines[$file]=$count
	done < <("$ROOT/tests/sizes")
	((${#lines[@]} > 0))
	while read -r file reason; do
		[[ $file ]] || continue
		((++rows <= LONGER)) || wrong+="$file is one too many: there are to be no more than $LONGER"$'\n'
		[[ $reason ]] || wrong+="$file: no reason is given"$'\n'
		((${lines[$file]:-0} > LINES_OF_A_PROGRAM)) ||
			wrong+="$file has ${lines[$file]:-no} lines of code: delete its row"$'\n'
		unset "lines[$file]"
	done <<<"$long"
	for file in "${!lines[@]}"; do
		((lines[$file] <= LINES_OF_A_PROGRAM)) ||
			wrong+="$file has ${lines[$file]} lines of code: make it two programs"$'\n'
	done
	[[ ! $wrong ]] || fail "$wrong"
}

@test "sources: half of all programs fit on a screen" {
	local median

	median=$("$ROOT/tests/sizes" | awk '{ lines[NR] = $1 } END { print lines[int((NR + 1) / 2)] }')
	((median <= MEDIAN)) || fail "the median is $median lines of code, should be at most $MEDIAN"
}

@test "sources: lab/ is small, and each function in it serves more than one directory" {
	local count wrong

	code
	count=$(grep -c '^lab/[a-z_]*\.h' "$code")
	((count <= LINES_OF_LAB)) ||
		fail "lab/ has $count lines of code, should have at most $LINES_OF_LAB"
	wrong=$(awk -F '\t' '
		# Notes that the functions named in CODE are called by ROOM, a directory or a function of lab/.
		function note(room, code) {
			while (match(code, /lab_[a-z0-9_]+/)) {
				calls[substr(code, RSTART, RLENGTH), room] = 1
				code = substr(code, RSTART + RLENGTH)
			}
		}
		$1 ~ /^lab\/.*\.h$/ {
			if ($3 ~ /^[a-z].*[ *]lab_[a-z0-9_]+\(.*[^;]$/ || $3 ~ /^#define lab_[a-z0-9_]+\(/) {
				match($3, /lab_[a-z0-9_]+\(/)
				name = substr($3, RSTART, RLENGTH - 1)
				defined[name] = $1
				next
			}
			if ($3 ~ /^[^ ]/)
				name = $3 == "}" || $3 == "{" ? name : ""
			else if (name)
				note(name, $3)
			next
		}
		{ room = $1; sub(/\/.*/, "", room); note(room, $3) }
		END {
			# What calls a function of lab/ calls all that that one calls.
			do {
				more = 0
				for (pair in calls) {
					split(pair, part, SUBSEP)
					for (inner in defined)
						if ((inner, part[1]) in calls && !((inner, part[2]) in calls))
							calls[inner, part[2]] = more = 1
				}
			} while (more)
			for (name in defined) {
				directories = ""
				count = 0
				for (pair in calls) {
					split(pair, part, SUBSEP)
					if (part[1] == name && !(part[2] in defined)) {
						count++
						directories = directories " " part[2]
					}
				}
				if (count < 2)
					print defined[name] ": " name " is called in:" (count ? directories : " none")
			}
		}' "$code")
	[[ ! $wrong ]] || fail "$wrong"
}

@test "sources: a wrong program and its right one differ by the few lines that are the lesson" {
	local file right count wrong=

	code
	mkdir "$T/plain"
	awk -F '\t' -v to="$T/plain/" '$1 ~ /\.c$/ {
		name = $1
		gsub(/\//, "+", name)
		if (name != last)
			close(to last)
		last = name
		print $3 >(to name)
	}' "$code"
	for file in "$T"/plain/*_wrong.c; do
		right=${file%_wrong.c}.c
		[[ $file != */lock+none_wrong.c ]] || right=$T/plain/lock+mutex.c
		if [[ ! -e $right ]]; then
			wrong+="${file##*/}: there is no right one"$'\n'
			continue
		fi
		count=$(diff "$right" "$file" | grep -c '^[<>]' || :)
		((count <= LINES_OF_A_LESSON)) ||
			wrong+="${file##*/} and its right one differ by $count lines"$'\n'
		((count > 0)) || wrong+="${file##*/} and its right one do not differ"$'\n'
	done
	[[ ! $wrong ]] || fail "${wrong//+//}"
}

@test "sources: a directory stands on lab/ alone" {
	local file name wrong=

	code
	included >"$T/included"
	[[ -s $T/included ]]
	while read -r file name; do
		[[ $name == lab/* || $(room "$name") == "$(room "$file")" ]] ||
			wrong+="$file includes $name"$'\n'
	done <"$T/included"
	[[ ! $wrong ]] || fail "$wrong"
}

# room FILE: prints the directory whose programs it is with. A library in a directory is one of its own.
room() {
	case $1 in
	*/libsysvipc/*) echo "${1%%/libsysvipc/*}/libsysvipc" ;;
	*) echo "${1%%/*}" ;;
	esac
}

# (but for those that answer the same questions in each directory: how a message lies in the channel,
# and who is there)
@test "sources: headers of one name are one header" {
	local file name wrong=
	declare -A first=()

	while read -r file; do
		name=${file##*/}
		[[ $name != message.h && $name != buffer.h && $name != partner.h ]] || continue
		if [[ ! ${first[$name]:-} ]]; then
			first[$name]=$file
		elif ! cmp -s "$ROOT/$file" "$ROOT/${first[$name]}"; then
			wrong+="$file is not ${first[$name]}"$'\n'
		fi
	done < <("$ROOT/tests/code" | cut -f 1 | grep '\.h$' | uniq)
	((${#first[@]} > 0))
	[[ ! $wrong ]] || fail "$wrong"
}

@test "sources: make list has every program once, and what its first line says" {
	local wrong

	"$ROOT/tools/list" >"$T/levels"
	! grep -vE '^[^ ]+ +(core|more|expert) +[^ ]' "$T/levels" || fail 'neither core nor more nor expert'
	sed -E 's/^([^ ]+) +[a-z]+ +/\1 /' "$T/levels" | LC_ALL=C sort >"$T/list"
	"$ROOT/tests/sizes" | sed -n 's/^[0-9]* \(.*\)\.c$/\1/p' | grep -vE '/sdk_example/|^lab/' |
		LC_ALL=C sort >"$T/programs"
	wrong=$(awk '{ print $1 }' "$T/list" | diff - "$T/programs" | grep '^[<>]' || :)
	[[ ! $wrong ]] || fail "$wrong" "(<: is listed, but is no program, or not once; >: is not listed)"
	# (a row may say more)
	# shellcheck disable=SC2016 # awk expands it
	wrong=$(sed 's/$/.c/' "$T/programs" | (cd "$ROOT" && xargs awk '
		/^ \* [a-z0-9_\/]+ - / && substr(FILENAME, 1, length(FILENAME) - 2) == $2 {
			sub(/^[^-]* - /, ""); printf "%s %s\n", substr(FILENAME, 1, length(FILENAME) - 2), $0
		}') | LC_ALL=C sort | paste -d '\n' - "$T/list" |
		awk 'NR % 2 { line = $0; next } index($0, line) != 1 { print "program: " line; print "sheet:   " $0 }')
	[[ ! $wrong ]] || fail "$wrong"
}

# A sentence that begins so makes its reader look for its subject: "a process that ..." names it.
@test "sources: no sentence but a question begins with Who" {
	local wrong

	# shellcheck disable=SC2016 # awk expands it
	wrong=$(cd "$ROOT" && find . \( -path './.*' -o -path ./build -o -path ./practice \) -prune -o \
		\( -name '*.[ch]' -o -name '*.md' \) -print0 | LC_ALL=C sort -z | xargs -0 awk '
		# Looks at the sentences of the paragraph that ends here.
		function look(  rest, sentence) {
			rest = ". " paragraph " ."
			while (match(rest, /[.:;!?>)("] +["(]*Who [a-z][^.?!:;|]*[.?!:;|]/)) {
				sentence = substr(rest, RSTART, RLENGTH)
				sub(/^.*Who /, "Who ", sentence)
				if (sentence !~ /\?$/)
					print file ":" first ": " sentence
				rest = substr(rest, RSTART + RLENGTH - 1)
			}
			paragraph = ""
		}
		FNR == 1 { look(); file = FILENAME }
		{
			text = $0
			sub(/^[ \t]*(\/\*|\*|\/\/|#+|>|-|[0-9]+\.)[ \t]/, "", text)
			if (text ~ /^[ \t*\/]*$/) {
				look()
				next
			}
			if (text ~ /^[|]/)
				look()
			if (paragraph == "")
				first = FNR
			paragraph = paragraph " " text
		}
		END { look() }')
	[[ ! $wrong ]] || fail "${wrong//.\//}"
}
