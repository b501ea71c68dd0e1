#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""mkbox.py OUT_MAILDIR N KEYS [seed]  - write N realistic replies into a Maildir (new/), to the cases
whose keys stand in the file KEYS, and OUT.cases.tsv (ticket, key, message-id of our outgoing mail).
Of 20 replies 14 answer by In-Reply-To, 3 by the key in the subject, 2 by a ticket number; 1 is of
an unknown thread. What they newly say are answers of desks, tests/corpus/verdicts/answers-*-held.txt,
those in ASCII where the reply is; the complaint quoted below is words by chance."""
import os, sys, random, base64, quopri
out, N, keys = sys.argv[1], int(sys.argv[2]), open(sys.argv[3]).read().split()
rnd = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
W = ("contract invoice delivery complaint service refund order connection router line account customer "
     "department answer request reference regarding payment date week please thank you we our your the a of to and "
     "in is was will be has been not with for from this that it as on by at or if ticket team support").split()
WU = W + ["für", "Größe", "naïve", "réponse", "señor", "Übergabe", "œuvre", "žádost"]
def text(n, words=W):
    o, l, ln = [], 0, 0
    while l < n:
        w = rnd.choice(words); o.append(w); l += len(w) + 1; ln += len(w) + 1
        if ln > 68: o.append("\n"); ln = 0
        if rnd.random() < .01: o.append("\n\n"); ln = 0
    return " ".join(o).replace(" \n ", "\n").replace("\n ", "\n")
def answers():
    here = os.path.dirname(os.path.abspath(__file__))
    for name in ("answers-1-held.txt", "answers-2-held.txt"):
        with open(os.path.join(here, "../corpus/verdicts", name), encoding="utf-8") as f:
            for block in f.read().split("\n== ")[1:]:
                lines = block.split("\n")[1:]
                yield "\n".join(l for l in lines if not l.startswith("Subject: ")).strip("\n")
said = [a for a in answers() if a.isascii()]
saidu = [a for a in answers() if not a.isascii()]
blob = bytes(rnd.getrandbits(8) for _ in range(1 << 16))
for d in ("cur", "new", "tmp"): os.makedirs(os.path.join(out, d), exist_ok=True)
pool = [text(rnd.randint(500, 3500)) for _ in range(200)]
poolu = [text(rnd.randint(500, 3500), WU) for _ in range(200)]
cases = []
for m, key in enumerate(keys):
    cases.append((700001 + m, key, "<plaint.%s.%016x@us.example>" % (key, rnd.getrandbits(64))))
with open(out.rstrip("/") + ".cases.tsv", "w") as f:
    for c in cases: f.write("%d\t%s\t%s\n" % c)
tot = 0
for i in range(N):
    no, tok, mid = rnd.choice(cases)
    k = rnd.random(); how = rnd.random()
    utf = rnd.random() < .3
    body = rnd.choice(saidu if utf else said)
    complaint = rnd.choice(poolu if utf else pool) + "\n\n" + rnd.choice(pool)
    quoted = "\n".join("> " + l for l in complaint.split("\n"))
    txt = body + "\n\nOn Mon, 2 Nov 2026 at 10:00, Complaints <user@example.org> wrote:\n" + quoted + "\n\n-- \nThe support team\nExample Telecom\n"
    org = rnd.randrange(200)
    h = []
    h.append("Return-Path: <support@provider.example>")
    h.append("Delivered-To: user@example.org")
    for r in range(rnd.randint(2, 6)):
        h.append("Received: from mx%d.org%d.example (mx%d.org%d.example [192.0.2.%d])\n\tby relay%d.example with ESMTPS id %012x\n\tfor <user@example.org>; Mon, 2 Nov 2026 10:%02d:%02d +0000" % (r, org, r, org, rnd.randrange(255), r, rnd.getrandbits(48), r, i % 60))
    h.append("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=org%d.example; s=s1;\n\th=from:to:subject:date; bh=%s;\n\tb=%s" % (org, base64.b64encode(blob[:32]).decode(), "\n\t ".join(base64.b64encode(blob[j:j+48]).decode() for j in range(0, 240, 48))))
    h.append("From: =?utf-8?q?Support_Gr=C3=B6=C3=9Fe?= <support@provider.example>" if utf else "From: Support Team <support@provider.example>")
    h.append("To: Complaints <user@example.org>")
    subj = "Re: Complaint about order %d" % no
    if how < .7:
        h.append("In-Reply-To: " + mid); h.append("References: <first.%d@us.example>\n\t%s" % (no, mid))
    elif how < .85: subj += " [plaint %s]" % tok
    elif how < .95: subj += " [Ticket#%d]" % no
    h.append("Subject: " + subj)
    h.append("Message-ID: <%d.%x@org%d.example>" % (i, rnd.getrandbits(60), org))
    h.append("Date: Mon, 2 Nov 2026 10:%02d:%02d +0000" % ((i // 60) % 60, i % 60))
    h.append("MIME-Version: 1.0")
    html = "<html><body><p>" + txt.replace("\n", "<br>\n") + "</p></body></html>\n"
    def part(t, sub):
        if utf: return ("Content-Type: text/%s; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n" % sub) + quopri.encodestring(t.encode()).decode()
        return ("Content-Type: text/%s; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n\n" % sub) + t
    b = "=_b%016x" % rnd.getrandbits(64); b2 = "=_c%016x" % rnd.getrandbits(64)
    if k < .4: msg = "\n".join(h) + "\n" + part(txt, "plain")
    else:
        alt = "--%s\n%s\n--%s\n%s\n--%s--\n" % (b, part(txt, "plain"), b, part(html, "html"), b)
        if k < .75: msg = "\n".join(h) + "\nContent-Type: multipart/alternative; boundary=\"%s\"\n\n%s" % (b, alt)
        else:
            n = rnd.randint(5000, 36000); o = rnd.randrange(len(blob) - n)
            att = base64.encodebytes(blob[o:o+n]).decode()
            msg = "\n".join(h) + ("\nContent-Type: multipart/mixed; boundary=\"%s\"\n\n--%s\nContent-Type: multipart/alternative; boundary=\"%s\"\n\n%s\n"
              "--%s\nContent-Type: application/pdf; name=\"answer.pdf\"\nContent-Disposition: attachment; filename=\"answer.pdf\"\nContent-Transfer-Encoding: base64\n\n%s\n--%s--\n") % (b2, b2, b, alt, b2, att, b2)
    data = msg.encode("utf-8"); tot += len(data)
    with open("%s/new/%d.M%dP1.host,S=%d" % (out, 1700000000 + i, i, len(data)), "wb") as f: f.write(data)
print("messages %d bytes %d mean %d" % (N, tot, tot // max(N, 1)))
