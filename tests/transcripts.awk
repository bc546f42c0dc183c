# awk -f tests/transcripts.awk FILE - find the transcripts in a .c or .md file
#
# Prints each line of them as "NUMBER TERMINAL TEXT". A line "NUMBER = N" begins a transcript
# with N terminals; N is 0 where a block, or a row of a table, has no end.

NR == 1 { text_file = FILENAME ~ /\.md$/ }

# ---- .c: in the first comment, indented by four spaces -----------------------------

function show_blank_lines() {
	for (; blanks > 0; blanks--)
		print NR - blanks " 1 "
}

!text_file && NR == 1 && !/^\/\*/ { exit }
!text_file && /^ \*\// { exit }
!text_file && (/^ \*     / || / \*    $/) {
	text = substr($0, 8)
	if (!inside && text !~ /^\$ /)
		next
	if (!inside)
		print NR " = 1"
	inside = 1
	if (text ~ /^\$ /)
		blanks = 0
	show_blank_lines()
	print NR " 1 " text
	next
}
!text_file && /^ \*$/ { blanks++; next } # inside the output, or its end
!text_file { inside = blanks = 0; next }

# ---- .md: each ```console block; those of one row (<tr>) are terminals side by side --

function show(terminals, i) {
	if (!terminals)
		return
	print first " = " terminals
	for (i = 1; i <= count; i++)
		print lines[i]
	count = 0
}

/<tr>/ && !fence { row = 1; blocks = 0 }
/<\/tr>/ && !fence { show(blocks); row = blocks = 0 }
!fence && /^ *```console *$/ {
	fence = 1
	indent = index($0, "`") - 1
	if (!row)
		blocks = 0
	if (!blocks++)
		first = NR
	next
}
fence && /^ *``` *$/ {
	fence = 0
	if (!row)
		show(blocks)
	next
}
fence { lines[++count] = NR " " blocks " " substr($0, indent + 1) }
END { if (fence || row) print NR " = 0" }
