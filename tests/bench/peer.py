#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What a sysadmin would write: poll IMAP, thread replies to cases, store status in SQLite.
peer.py HOST PORT USER CASES.tsv DB CAFILE FOLDER; LIM=N in the environment: the first N messages"""
import imaplib, email, email.policy, sqlite3, re, sys, time, ssl, resource, os
host, port, user, cases, dbp = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5]
for s in ("", "-wal", "-shm"):
    if os.path.exists(dbp + s): os.unlink(dbp + s)
db = sqlite3.connect(dbp)
db.execute("PRAGMA journal_mode=WAL"); db.execute("PRAGMA synchronous=FULL")
db.executescript("""
CREATE TABLE cases(id INTEGER PRIMARY KEY, token TEXT UNIQUE, msgid TEXT UNIQUE, status TEXT DEFAULT 'sent', due INT, updated INT);
CREATE TABLE ticket(no TEXT, domain TEXT, caseid INT, PRIMARY KEY(no,domain));
CREATE TABLE msg(id INTEGER PRIMARY KEY, uid INT UNIQUE, msgid TEXT UNIQUE, caseid INT, kind TEXT, subject TEXT, sender TEXT, body TEXT, raw BLOB);
""")
with open(cases) as f:
    for l in f:
        no, tok, mid = l.rstrip("\n").split("\t")
        db.execute("INSERT INTO cases(id,token,msgid,due) VALUES(?,?,?,0)", (no, tok, mid))
        db.execute("INSERT OR IGNORE INTO ticket VALUES(?,?,?)", (no, "", no))
db.commit()
TOK = re.compile(r"\[plaint ([0-9A-Z]{6})\]"); TIC = re.compile(r"\[Ticket#(\d+)\]")
def body_of(m):
    p = m.get_body(preferencelist=("plain", "html"))
    return p.get_content() if p is not None else ""
def unquote(t):
    out = []
    for l in t.splitlines():
        if l.startswith(">") : continue
        if l.startswith("On ") and l.rstrip().endswith("wrote:"): continue
        if l.rstrip() == "--" or l == "-- ": break
        out.append(l)
    return "\n".join(out)
def classify(m, t):
    if m["Auto-Submitted"] and m["Auto-Submitted"] != "no": return "auto"
    if m.get_content_type() == "multipart/report": return "bounce"
    if re.search(r"\b(ticket|reference)\b.*\bnumber\b", t, re.I): return "ack"
    if re.search(r"\b(refund|resolved|closed)\b", t, re.I): return "resolved"
    return "reply"
def find(m):
    for h in ("In-Reply-To", "References"):
        for i in reversed(re.findall(r"<[^>]+>", m[h] or "")):
            r = db.execute("SELECT id FROM cases WHERE msgid=?", (i,)).fetchone()
            if r: return r[0]
    s = m["Subject"] or ""
    x = TOK.search(s)
    if x:
        r = db.execute("SELECT id FROM cases WHERE token=?", (x.group(1),)).fetchone()
        if r: return r[0]
    x = TIC.search(s)
    if x:
        r = db.execute("SELECT caseid FROM ticket WHERE no=?", (x.group(1),)).fetchone()
        if r: return r[0]
    return None
t0 = time.time()
M = imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(cafile=sys.argv[6]))
M.login(user, "secret"); M.select(sys.argv[7], readonly=True)
uids = M.uid("SEARCH", None, "ALL")[1][0].split(); n = threaded = nb = 0
LIM = int(os.environ.get("LIM", "0")) or len(uids)
for u in uids[:LIM]:
    raw = M.uid("FETCH", u, "(BODY.PEEK[])")[1][0][1]
    m = email.message_from_bytes(raw, policy=email.policy.default)
    t = unquote(body_of(m)); c = find(m); k = classify(m, t)
    db.execute("INSERT OR IGNORE INTO msg(uid,msgid,caseid,kind,subject,sender,body,raw) VALUES(?,?,?,?,?,?,?,?)",
               (int(u), m["Message-ID"], c, k, m["Subject"], str(m["From"]), t, raw))
    if c: db.execute("UPDATE cases SET status=?, updated=?, due=due+86400 WHERE id=?", (k, int(time.time()), c)); threaded += 1
    db.commit(); n += 1; nb += len(raw)
t = time.time() - t0
print("python sync n=%d threaded=%d: %.2fs %.1f msg/s %.1f MB/s cpu %.1fs rss %.1fMB" % (n, threaded, t, n / t, nb / 1e6 / t, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
