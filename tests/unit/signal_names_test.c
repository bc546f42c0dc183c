/*
 * tests/unit/signal_names_test - signal/signal_names.h, signal_numbers.h: signals have names, and names are signals
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../signal/signal_numbers.h"

static void every_name_means_its_signal(void **state)
{
	(void)state;
	for (int sig = 1; sig <= SIGRTMAX; sig++) {
		const char *const name = signal_name(sig);

		assert_int_equal(strncmp(name, "SIG", 3), 0);
		assert_int_equal(signal_number(name), sig);
		assert_int_equal(signal_number(name + 3), sig);
	}
}

static void names_are_those_of_the_c_library(void **state)
{
	(void)state;
#ifdef __GLIBC__
	for (int sig = 1; sig < SIGRTMIN; sig++) {
		const char *const theirs = sigabbrev_np(sig);

		if (!theirs)
			assert_non_null(strchr("0123456789", signal_name(sig)[3]));
		else if (sig != SIGIO) /* SIGPOLL is the same one */
			assert_string_equal(signal_name(sig) + 3, theirs);
	}
#endif
}

static void real_time_signals_are_counted_from_the_first(void **state)
{
	(void)state;
	assert_string_equal(signal_name(SIGRTMIN), "SIGRTMIN");
	assert_string_equal(signal_name(SIGRTMIN + 1), "SIGRTMIN+1");
	assert_string_equal(signal_name(65), "no signal");
	assert_int_equal(signal_number("RTMIN+29"), SIGRTMIN + 29);
}

static void or_back_from_the_last(void **state)
{
	(void)state;
	assert_int_equal(signal_number("RTMAX"), SIGRTMAX);
	assert_int_equal(signal_number("SIGRTMAX-14"), SIGRTMAX - 14);
	assert_int_equal(signal_number("RTMAX-64"), -1);
	assert_int_equal(signal_number("RTMAX+1"), -1);
}

static void numbers_mean_themselves(void **state)
{
	(void)state;
	assert_int_equal(signal_number("0"), 0);
	assert_int_equal(signal_number("9"), SIGKILL);
	assert_int_equal(signal_number("64"), 64);
}

static void anything_else_means_nothing(void **state)
{
	static const char *const wrong[] = { "",   "SIG",      "int",     "SIGSIGINT",
					     "65", "-1",       "+1",      " 1",
					     "1x", "RTMIN+99", "RTMIN-1", "99999999999999999999" };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(signal_number(wrong[i]), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_means_its_signal),
		cmocka_unit_test(names_are_those_of_the_c_library),
		cmocka_unit_test(real_time_signals_are_counted_from_the_first),
		cmocka_unit_test(or_back_from_the_last),
		cmocka_unit_test(numbers_mean_themselves),
		cmocka_unit_test(anything_else_means_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
