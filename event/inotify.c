/*
 * event/inotify - the kernel tells what happens to the files of a directory
 *
 *     $ dir=$(mktemp -d); ./event/inotify "$dir" &
 *     inotify: waiting for what happens in /tmp/...
 *     $ echo news >"$dir/news.new"
 *     CREATE       news.new
 *     MODIFY       news.new
 *     CLOSE_WRITE  news.new
 *     $ mv "$dir/news.new" "$dir/news"
 *     MOVED_FROM   news.new
 *     MOVED_TO     news, with the same cookie
 *     $ rm "$dir/news"; rmdir "$dir"
 *     DELETE       news
 *     DELETE_SELF  (the directory)
 *     IGNORED      (the directory)
 *
 * A process that waits for a file need not look again and again, as mmap/file_consumer.c
 * does. inotify is a descriptor: read(2) and poll(2) wait there until something happens in
 * a directory that is watched. An event tells the name of the file, but neither which
 * process did it nor which bytes. Nor does it give a descriptor: what we open by that name
 * may be another file by then.
 *
 * After MODIFY more may come. So a file is best written under another name and then
 * renamed: at MOVED_TO it is complete.
 *
 * Events wait in a queue. When it is full (max_queued_events in /proc/sys/fs/inotify),
 * events are lost, and Q_OVERFLOW says so: look at all files then.
 *
 * See also: event/inotify_mapping.c, mmap/file_consumer.c; inotify(7),
 * inotify_add_watch(2), rename(2)
 */
#include <stdint.h>
#include <string.h>
#include <sys/inotify.h>

#include "../lab/options.h"
#include "../lab/output.h"

/* Each at the number of its bit: IN_MODIFY is 1 << 1. */
static const char *const words[] = {
	[1] = "MODIFY", [3] = "CLOSE_WRITE", [6] = "MOVED_FROM", "MOVED_TO",   "CREATE",
	"DELETE",       "DELETE_SELF",       [13] = "UNMOUNT",   "Q_OVERFLOW", "IGNORED",
};
enum { WATCHED = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVE | IN_DELETE | IN_DELETE_SELF };

int main(int argc, char **argv)
{
	_Alignas(struct inotify_event) char events[4096]; /* each with its name, of any length */
	uint32_t cookie = 0; /* of the event before: only a rename has one, and both its halves */
	bool watching = true;

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: inotify [-h] DIRECTORY\nTells what happens in DIRECTORY.\n");
	if (argc - optind != 1)
		lab_wrong_usage("one DIRECTORY is needed");
	const int inotify = inotify_init1(IN_CLOEXEC);
	if (inotify == -1)
		err(EXIT_FAILURE, "inotify_init1 (/proc/sys/fs/inotify/max_user_instances)");
	if (inotify_add_watch(inotify, argv[optind], WATCHED | IN_ONLYDIR) == -1)
		err(EXIT_FAILURE, "inotify_add_watch %s", argv[optind]);
	warnx("waiting for what happens in %s", argv[optind]);

	while (watching) {
		const ssize_t len = read(inotify, events, sizeof(events));
		if (len == -1)
			err(EXIT_FAILURE, "read inotify");
		for (const char *next = events; next < events + len;) {
			const struct inotify_event *const event =
				(const struct inotify_event *)next;
			printf("%-12s %s%s\n", words[ffs((int)event->mask) - 1],
			       event->len > 0 ? event->name : "(the directory)",
			       cookie && event->cookie == cookie ? ", with the same cookie" : "");
			cookie = event->cookie;
			watching = !(event->mask & IN_IGNORED); /* it is gone, with the directory */
			next += sizeof(*event) + event->len;
		}
	}
	return EXIT_SUCCESS;
}
