/* initrun.h — runs the init files against the temporary server. */
#ifndef BOOT_INITRUN_H
#define BOOT_INITRUN_H

#include "boot/boot.h"
#include "boot/initfiles.h"
#include "boot/marker.h"
#include "boot/sourcer.h"

/* Runs all of them in their order, naming each in the marker before. On failure e names the file,
 * and *code is what the file's program returned. */
int initrun_files(
    struct boot *b, const struct initfiles *list, struct marker *m, int *code, struct err *e);

/* Runs one; the sourcer is started by the first file that needs it. */
int initrun_one(
    struct boot *b, const struct initfile *f, struct sourcer *s, int *code, struct err *e);

/* CREATE DATABASE through psql, as POSTGRES_USER, unless it is there. */
int initrun_database(struct boot *b, int *code, struct err *e);

#endif
