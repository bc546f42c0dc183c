/*
 * pipe/two_way - two pipes, one for questions and one for answers
 *
 *     $ ./pipe/two_way hello 'one question' world
 *     parent asks hello, child ... answers HELLO
 *     parent asks one question, child ... answers ONE QUESTION
 *     parent asks world, child ... answers WORLD
 *     child: no more questions
 *
 * A pipe goes one way: on Linux read(2) from a write end fails with EBADF. And
 * if both sides read from one pipe and wrote into it, each would take back what
 * it had written itself. So for a conversation there are two, and each side
 * closes the two ends that are not its own.
 *
 * One question at a time: the parent waits for the answer before it asks again.
 * If it wrote all its questions first, and they were many, both pipes would be
 * full in the end, with both sides waiting to write: a deadlock.
 *
 * See also: pipe/hello.c, unix_socket/; pipe(2), pipe(7), socketpair(2)
 */
#include <ctype.h>
#include <signal.h>

#include "../lab/children.h"
#include "../lab/options.h"
#include "../lab/output.h"

static const char usage[] = "usage: two_way [-h] [QUESTION...]\n"
			    "Asks a child each QUESTION; its answer is the same in capitals.\n";

enum { READ_END, WRITE_END };

/* The child: reads each line from QUESTIONS and writes it in capitals to ANSWERS. */
static void answer(int questions, int answers)
{
	FILE *in = fdopen(questions, "r");
	char *line = NULL;
	size_t size = 0;

	if (!in)
		err(EXIT_FAILURE, "fdopen pipe");
	while (getline(&line, &size, in) != -1) {
		for (char *c = line; *c; c++)
			*c = (char)toupper((unsigned char)*c);
		if (dprintf(answers, "%s", line) < 0)
			err(EXIT_FAILURE, "write answer");
	}
	free(line);
	fclose(in);
	puts("child: no more questions");
}

int main(int argc, char **argv)
{
	int questions[2], answers[2];
	char *line = NULL;
	size_t size = 0;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true, usage);
	for (char **question = argv + optind; *question; question++)
		if (strchr(*question, '\n'))
			lab_wrong_usage("a question with a newline in it, which would be two");
	if (pipe(questions) == -1 || pipe(answers) == -1)
		err(EXIT_FAILURE, "pipe");
	signal(SIGPIPE, SIG_IGN);

	const pid_t child = lab_fork();
	if (child == 0) {
		close(questions[WRITE_END]);
		close(answers[READ_END]);
		answer(questions[READ_END], answers[WRITE_END]);
		lab_end_child();
	}
	close(questions[READ_END]);
	close(answers[WRITE_END]);

	FILE *in = fdopen(answers[READ_END], "r");
	if (!in)
		err(EXIT_FAILURE, "fdopen pipe");
	for (char **question = argv + optind; *question; question++) {
		if (dprintf(questions[WRITE_END], "%s\n", *question) < 0)
			err(EXIT_FAILURE, "write question");
		if (getline(&line, &size, in) == -1)
			errx(EXIT_FAILURE, "read answer: the child has gone");
		printf("parent asks %s, child %ld answers %s", *question, (long)child, line);
	}
	close(questions[WRITE_END]);
	free(line);
	fclose(in);
	return lab_wait_for_children();
}
