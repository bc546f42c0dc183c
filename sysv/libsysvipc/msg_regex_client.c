/*
 * sysv/libsysvipc/msg_regex_client - ask msg_regex which of its lines match a regular expression
 *
 *     $ ./sysv/libsysvipc/msg_regex_client '^a'
 *     msg_regex_client: no server on /tmp/ipc-lab.1000/sysv_regex: start ./sysv/libsysvipc/msg_regex first
 *
 * The client receives only messages whose type is its process ID. A client that was
 * killed before may have had the same one, and left an answer: so what is there
 * before the first request is thrown away.
 *
 * If the server removes the queues, msgrcv fails with EIDRM; if it is killed, nothing
 * happens at all. So the client waits with a limit, and looks whether the server
 * still has its file locked.
 *
 * It is written on libsysvipc, which gives msgsnd(2) and msgrcv(2) that limit.
 *
 * See also: sysv/libsysvipc/msg_regex.c, sysv/libsysvipc/msg_regex.h; msgop(2), regex(7)
 */
#define _GNU_SOURCE

#include "../../lab/clock.h"
#include "../../lab/names.h"
#include "../../lab/options.h"
#include "../../lab/output.h"
#include "msg_regex.h"

static const char usage[] = "usage: msg_regex_client [-h] [PATTERN...]\n"
			    "Prints the lines of msg_regex that match each PATTERN.\n";

static const char *path;
static int file = -1, requests = -1, answers = -1;

static void check_server(void)
{
	if (!server_lives(file))
		errx(EXIT_FAILURE, "msgrcv %s: the server has died", path);
}

/* Sends a request and receives the answer. */
static struct answer ask(const struct request *request)
{
	struct answer answer;

	while (sysvipc_msg_send(requests, 1, request, sizeof(*request), LAB_PATIENCE) == -1) {
		if (errno != ETIMEDOUT)
			err(EXIT_FAILURE, "msgsnd %s", path);
		check_server();
	}
	while (sysvipc_msg_receive(answers, getpid(), NULL, &answer, sizeof(answer), 0,
				   LAB_PATIENCE) == -1) {
		if (errno != ETIMEDOUT)
			err(EXIT_FAILURE, "msgrcv %s", path);
		check_server();
	}
	return answer;
}

static bool print_matches(const char *pattern)
{
	struct request request = { .client = getpid() };

	if (strlen(pattern) > PATTERN_MAX)
		errx(EXIT_FAILURE, "pattern of %zu bytes, but a request takes %d", strlen(pattern),
		     PATTERN_MAX);
	snprintf(request.pattern, sizeof(request.pattern), "%s", pattern);
	for (;;) {
		const struct answer answer = ask(&request);
		if (answer.what == NO_MORE)
			return true;
		if (answer.what == BAD_PATTERN) {
			warnx("regular expression '%s': %s", pattern, answer.text);
			return false;
		}
		puts(answer.text);
		request.line = answer.line + 1;
	}
}

int main(int argc, char **argv)
{
	struct answer old;
	bool good = true;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	path = lab_existing_path("sysv_regex");
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file != -1) {
		requests = sysvipc_msg_find(sysvipc_key(path, REQUESTS));
		answers = sysvipc_msg_find(sysvipc_key(path, ANSWERS));
	}
	if (requests == -1 || answers == -1 || !server_lives(file))
		errx(EXIT_FAILURE, "no server on %s: start ./sysv/libsysvipc/msg_regex first",
		     path);
	while (sysvipc_msg_receive(answers, getpid(), NULL, &old, sizeof(old), 0, SYSVIPC_NOW) !=
	       -1)
		continue;

	for (char **pattern = argv + optind; *pattern; pattern++)
		good &= print_matches(*pattern);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
