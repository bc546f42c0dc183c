/*
 * lab/options.h - the command line: options, numbers, and what is wrong with it
 *
 * Behind it: getopt(3), strtol(3). No demo shows them: they are no mechanism.
 */
#ifndef LAB_OPTIONS_H
#define LAB_OPTIONS_H

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *lab_usage = ""; /* the program's, as lab_getopt() was given it */

/*
 * Ends the program with status 2: says what is wrong with the command line, as
 * warnx(3) does, and how it should be, the first line of the usage.
 */
__attribute__((format(printf, 1, 2))) static inline _Noreturn void lab_wrong_usage(
	const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vwarnx(format, values);
	va_end(values);
	fprintf(stderr, "%.*s\n", (int)strcspn(lab_usage, "\n"), lab_usage);
	exit(2);
}

/*
 * getopt(3) over LETTERS and -h (or --help), which prints USAGE and ends the program;
 * what is not among them ends it with status 2. Operands begin at optind and are
 * never mistaken for options after the first. Without OPERANDS there may be none.
 */
static inline int lab_getopt(int argc, char **argv, const char *letters, bool operands,
			     const char *usage)
{
	char accepted[32];

	lab_usage = usage;
	const char *const next = optind < argc ? argv[optind] : "";
	const bool is_long = strncmp(next, "--", 2) == 0 && next[2];
	if (is_long && strcmp(next, "--help") != 0)
		lab_wrong_usage("unknown option %s", next);
	snprintf(accepted, sizeof(accepted), "+:h%s", letters);
	opterr = 0;
	const int option = is_long ? 'h' : getopt(argc, argv, accepted);
	if (option == 'h') {
		fputs(usage, stdout);
		exit(EXIT_SUCCESS);
	}
	if (option == '?')
		lab_wrong_usage("unknown option -%c", optopt);
	if (option == ':')
		lab_wrong_usage("option -%c needs an argument", optopt);
	if (option == -1 && !operands && optind < argc)
		lab_wrong_usage("unexpected argument '%s'", argv[optind]);
	return option;
}

/*
 * Returns the number that TEXT is, in decimal. What is none, or not from MIN to
 * MAX, ends the program with status 2, naming WHAT it should have been.
 */
static inline long lab_number(const char *text, long min, long max, const char *what)
{
	char *end;

	errno = 0;
	const long number = strtol(text, &end, 10);
	if (errno || end == text || *end || number < min || number > max)
		lab_wrong_usage("%s '%s': should be a number from %ld to %ld", what, text, min,
				max);
	return number;
}

#endif
