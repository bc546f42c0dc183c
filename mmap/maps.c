/*
 * mmap/maps - what is in our address space: each of our things found in /proc/self/maps
 *
 *     $ ./mmap/maps
 *     our functions        r-xp  .../mmap/maps
 *     our constants        r...p  .../mmap/maps
 *     our variables        rw-p  .../mmap/maps
 *     shared file          rw-s  /tmp/ipc-lab...maps (deleted)
 *     private file         r--p  /tmp/ipc-lab...maps (deleted)
 *     shared anonymous     rw-s  /dev/zero (deleted)
 *     private anonymous    rw-p  ...
 *     no access            ---p  ...
 *     malloc               rw-p  ...
 *     local variables      rw-p  ...
 *     printf               r-xp  .../...
 *
 * A process is what it has mapped, one line each: from and to, what may be done (read,
 * write, execute, and s for shared or p for private), offset in the file, device, inode,
 * name. exec(3) has mapped the program itself and the dynamic linker has mapped the C
 * library. Both are private mappings of files: that is why a hundred processes have
 * one copy of the code in memory. What has no name is anonymous. Shared anonymous
 * memory is a file after all, without a name, of a file system in memory.
 *
 * "deleted" has lost its name, and lives on while it is mapped. See all lines with
 * cat /proc/self/maps, or of another process with its number.
 *
 * See also: mmap/shared_private.c, mmap/anonymous.c; proc(5) ("maps"), pmap(1)
 */
#include <sys/mman.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "../lab/scratch_file.h"

static const char usage[] = "usage: maps [-h]\n"
			    "Finds what the program has mapped in /proc/self/maps.\n";

static const char constant[] = "a constant";
static char variable[] = "a variable";

/* Prints the line of /proc/self/maps that ADDRESS is in. */
static void find(const char *what, const void *address)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	const unsigned long wanted = (unsigned long)address;
	unsigned long begin, end;
	char line[4096], permissions[5], name[4096];

	if (!maps)
		err(EXIT_FAILURE, "open /proc/self/maps");
	while (fgets(line, sizeof(line), maps)) {
		name[0] = '\0';
		if (sscanf(line, "%lx-%lx %4s %*x %*s %*u %4095[^\n]", &begin, &end, permissions,
			   name) < 3)
			errx(EXIT_FAILURE, "/proc/self/maps: what is '%s'?", line);
		if (wanted >= begin && wanted < end) {
			printf("%-20s %s  %s\n", what, permissions, *name ? name : "(no name)");
			fclose(maps);
			return;
		}
	}
	errx(EXIT_FAILURE, "/proc/self/maps: %s at %p is not in it", what, address);
}

static void map_and_find(const char *what, int protection, int flags, int fd)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *memory = mmap(NULL, page, protection, flags, fd, 0);

	if (memory == MAP_FAILED)
		err(EXIT_FAILURE, "mmap %s", what);
	find(what, memory);
	munmap(memory, page);
}

int main(int argc, char **argv)
{
	char local[] = "a local variable", *allocated = strdup("on the heap");

	lab_prepare_streams();
	lab_getopt(argc, argv, "", false, usage);
	if (!allocated)
		err(EXIT_FAILURE, "strdup");
	find("our functions", (const void *)(unsigned long)find);
	find("our constants", constant);
	find("our variables", variable);

	int fd = lab_scratch_file("maps", sysconf(_SC_PAGESIZE));
	map_and_find("shared file", PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	map_and_find("private file", PROT_READ, MAP_PRIVATE, fd);
	map_and_find("shared anonymous", PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
	map_and_find("private anonymous", PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	map_and_find("no access", PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	find("malloc", allocated);
	find("local variables", local);
	find("printf", (const void *)(unsigned long)printf);
	free(allocated);
	return EXIT_SUCCESS;
}
