/* SPDX-License-Identifier: ISC
 * words.c - the program's terms in the reader's language
 *
 * JSON and the store keep the English terms, which are an interface; people read these. */
#include "view.h"
#include <string.h>

static const char *const zh_terms[][2] = {
	/* who */
	{ "complainant", "投诉人" },
	{ "provider", "服务商" },
	{ "plaint", "plaint" },
	{ "stranger", "不明来信者" },
	{ "channel", "服务商的下一渠道" },
	{ "escalation", "外部机构" },
	/* what happened */
	{ "opened", "立案" },
	{ "queued", "已加入发送队列" },
	{ "reply-queued", "答复已加入发送队列" },
	{ "appeal-queued", "申诉已加入发送队列" },
	{ "sent", "已发出" },
	{ "refused", "被拒收" },
	{ "uncertain", "不能确定是否送达" },
	{ "cancelled", "已取消" },
	{ "withdrawn", "已撤回" },
	{ "again", "重新发送" },
	{ "state", "状态" },
	{ "deadline", "期限" },
	{ "step", "催办步骤" },
	{ "skip", "跳过的步骤" },
	{ "reading", "解读" },
	{ "note", "备注" },
	{ "pause", "期限暂停" },
	{ "window", "办理时限" },
	{ "log", "记事" },
	{ "recheck", "复查" },
	{ "agreed", "已同意" },
	{ "discarded", "已放弃" },
	{ "own-mail", "您自己的邮件" },
	{ "notice-undelivered", "通知未能送达" },
	{ "escalation-undelivered", "升级邮件未能送达" },
	{ "channel-undelivered", "发往上级渠道的催办未能送达" },
	{ "delayed", "邮件延迟" },
	{ "escalation-draft", "升级邮件已备好" },
	{ "escalated", "已升级" },
	{ "moved-away", "移到其他投诉" },
	{ "filed-by-hand", "手工归入" },
	{ "reread", "重新解读" },
	/* what an answer says */
	{ "ack", "已收到" },
	{ "working", "处理中" },
	{ "need-info", "要求补充材料" },
	{ "resolved", "称已解决" },
	{ "rejected", "驳回" },
	{ "redirected", "让您找别处" },
	{ "away", "不在岗" },
	{ "challenge", "要求验证真人" },
	{ "other", "其他" },
	/* states; "working" and "sent" stand above */
	{ "draft", "草稿" },
	{ "filed", "已提交" },
	{ "acknowledged", "已受理" },
	{ "waiting-on-you", "等您答复" },
	{ "answered-resolved", "称已解决" },
	{ "answered-rejected", "被驳回" },
	{ "undeliverable", "无法投递" },
	{ "closed", "已关闭" },
	/* mails */
	{ "complaint", "投诉" },
	{ "reply", "答复" },
	{ "follow-up", "催办" },
	{ "notice", "通知" },
	{ "auto-reply", "自动回复" },
	{ "bounce", "退信" },
	{ "delay", "延迟通知" },
	{ "receipt", "阅读回执" },
	{ "feedback-report", "反馈报告" },
	{ "sending", "发送中" },
	{ "unfiled", "未归入" },
};

const char *
term_words(const char *term, bool is_zh)
{
	for (size_t i = 0; is_zh && i < G_N_ELEMENTS(zh_terms); i++)
		if (strcmp(zh_terms[i][0], term) == 0)
			return zh_terms[i][1];
	return term;
}
