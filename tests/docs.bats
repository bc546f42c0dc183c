#!/usr/bin/env bats
# tests/docs.bats - what the texts refer to is there, and nothing is missing

load common

@test "docs: each link leads somewhere" {
	local file link broken=

	shopt -s nullglob
	for file in "$ROOT"/*.md "$ROOT"/docs/*.md "$ROOT"/*/README.md "$ROOT"/*/*/README.md; do
		# shellcheck disable=SC2016 # there is nothing to expand
		while read -r link; do
			link=${link%%#*}
			[[ ! $link || $link == *://* || -e ${file%/*}/$link ]] ||
				broken+="${file#"$ROOT"/}: $link"$'\n'
		done < <(sed '/^```/,/^```/d' "$file" | grep -oE '\]\([^)]+\)' | sed 's/^](//; s/)$//')
	done
	[[ ! $broken ]] || fail "$broken"
}

@test "docs: each file that a first comment names is there" {
	local file name missing=

	while read -r file name; do
		[[ -e $ROOT/$name || -e $ROOT/${file%/*}/$name ]] || missing+="$file: $name"$'\n'
	done < <(
		shopt -s nullglob
		cd "$ROOT" || exit
		awk 'FNR == 1 { inside = /^\/\*/ }
			inside { for (rest = $0; match(rest, "[A-Za-z0-9_./-]+[.](c|h|md)([^A-Za-z0-9_]|$)");
					rest = substr(rest, RSTART + RLENGTH)) {
				name = substr(rest, RSTART, RLENGTH)
				sub("[^A-Za-z0-9_]$", "", name)
				print FILENAME, name
			} }
			/\*\// { inside = 0 }' \
			{lab,process,pipe,fifo,unix_socket,mq,shm,sem,signal,mmap,sysv,lock,event,server}/{,*/}*.[ch]
	)
	[[ ! $missing ]] || fail "$missing"
}

# kill(1) only sends the signal: what comes next may still meet the process.
@test "docs: in a transcript a process that is killed has ended before the next command" {
	local hasty

	hasty=$("$ROOT/tests/transcript" -l "$ROOT"/README.md "$ROOT"/docs/*.md "$ROOT"/*/README.md \
		"$ROOT"/*/*/README.md "$ROOT"/*/*.c | grep -E 'kill (-9|-KILL|-s KILL)' |
		grep -vE 'kill [^;]*; *(wait|until|while)|sh -c') || :
	[[ ! $hasty ]] || fail "$hasty"
}

# Prints the texts with which programs fail, with ... for what varies. Those of a wrong program and of
# its right one are their lesson, and those about the command line (status 2) tell all themselves.
error_texts() {
	local file

	for file in "$ROOT"/*/*.[ch]; do
		case ${file#"$ROOT"/} in
		tests/* | build/* | docs/* | tools/* | *_wrong.c) continue ;;
		esac
		[[ ! -e ${file%.c}_wrong.c ]] || continue
		tr '\n\t' '  ' <"$file" |
			grep -oE '\berrx\(EXIT_FAILURE, *("([^"\\]|\\.)*" *)+' || :
	done | sed -E 's/^[^"]*"//; s/" *$//; s/" *"//g; s/\\"/"/g; s/%[-0-9.*]*[a-z]+/.../g' |
		LC_ALL=C sort -u
}

@test "docs: each error text is in troubleshooting.md" {
	local text row missing=
	local -a rows

	# shellcheck disable=SC2016 # there is nothing to expand
	mapfile -t rows < <(sed -n 's/^| `\([^`]*\)`.*/\1/p' "$ROOT/docs/troubleshooting.md" |
		sed 's/[][*?\\]/\\&/g; s/\.\.\./*/g')
	while IFS= read -r text; do
		for row in "${rows[@]}"; do
			# shellcheck disable=SC2053 # a pattern
			[[ $text != $row ]] || continue 2
		done
		missing+=$text$'\n'
	done < <(error_texts)
	[[ ! $missing ]] || fail "$missing"
}
