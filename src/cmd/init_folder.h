/* init_folder.h — reads the folders and files that check-init is given. */
#ifndef CMD_INIT_FOLDER_H
#define CMD_INIT_FOLDER_H

#include "lint/lint.h"

struct init_folder {
	struct lint_file *files;
	size_t n, cap;
	size_t bytes;      /* of all texts */
	char **extensions; /* names of the control files */
	size_t nextensions, extensions_cap;
};

/* Adds a folder's entries, or one file, as source number `source`. -1 and e when the path is not
 * there or the folder cannot be read; a file that cannot be read is only marked so. */
int init_folder_add(struct init_folder *folder, const char *path, size_t source, struct err *e);

/* Looks below root, the image's root directory, for the program of each script's #! line. */
void init_folder_interpreters(struct init_folder *folder, const char *root);

/* The extensions that have a NAME.control in dir. */
int init_folder_extensions(struct init_folder *folder, const char *dir, struct err *e);

void init_folder_free(struct init_folder *folder);

#endif
