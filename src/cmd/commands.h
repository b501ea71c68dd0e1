/* SPDX-License-Identifier: ISC
 * commands.h - the subcommands, for the table in plaint.c, and what they share about drafts */
#pragma once
#include "plaint/case.h"
#include "plaint/cmd.h"
#include <stdio.h>

bool cmd_calendar(Context *ctx, int argc, char **argv, GError **error);
bool cmd_close(Context *ctx, int argc, char **argv, GError **error);
bool cmd_doctor(Context *ctx, int argc, char **argv, GError **error);
bool cmd_due(Context *ctx, int argc, char **argv, GError **error);
bool cmd_escalate(Context *ctx, int argc, char **argv, GError **error);
bool cmd_help(Context *ctx, int argc, char **argv, GError **error);
bool cmd_hold(Context *ctx, int argc, char **argv, GError **error);
bool cmd_init(Context *ctx, int argc, char **argv, GError **error);
bool cmd_inspect(Context *ctx, int argc, char **argv, GError **error);
bool cmd_learn(Context *ctx, int argc, char **argv, GError **error);
bool cmd_list(Context *ctx, int argc, char **argv, GError **error);
bool cmd_log(Context *ctx, int argc, char **argv, GError **error);
bool cmd_new(Context *ctx, int argc, char **argv, GError **error);
bool cmd_plan(Context *ctx, int argc, char **argv, GError **error);
bool cmd_providers(Context *ctx, int argc, char **argv, GError **error);
bool cmd_reply(Context *ctx, int argc, char **argv, GError **error);
bool cmd_recheck(Context *ctx, int argc, char **argv, GError **error);
bool cmd_reread(Context *ctx, int argc, char **argv, GError **error);
bool cmd_send(Context *ctx, int argc, char **argv, GError **error);
bool cmd_set(Context *ctx, int argc, char **argv, GError **error);
bool cmd_show(Context *ctx, int argc, char **argv, GError **error);
bool cmd_snooze(Context *ctx, int argc, char **argv, GError **error);
bool cmd_sync(Context *ctx, int argc, char **argv, GError **error);
bool cmd_types(Context *ctx, int argc, char **argv, GError **error);
bool cmd_unfiled(Context *ctx, int argc, char **argv, GError **error);
bool cmd_unhold(Context *ctx, int argc, char **argv, GError **error);
bool cmd_verify(Context *ctx, int argc, char **argv, GError **error);
bool cmd_workdays(Context *ctx, int argc, char **argv, GError **error);

/* Queue the complaint of a draft. What is required and missing is listed first, and asked about
 * unless yes; with is_quiet the mail itself is not shown and no further question asked. */
bool send_draft(Context *ctx, const Case *c, bool yes, bool is_quiet, GError **error);

/* List what a draft lacks; the number of required things. */
unsigned print_missing(Context *ctx, const Case *c, FILE *to);
