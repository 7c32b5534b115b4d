/* Writes one month of logs of a fictional utility, a month of 2026, for the benchmarks.

       generate FOLDER RECORDS MEMBERS DEPARTMENTS csv|gb18030|xml clean|dirty [MONTH]

   FOLDER gets the roster, which is the same for every month, and 2026/09/ with weekly files of calls,
   messages and tickets and one file of each rarer kind. Score it with --as-of 2026-10-05. Some 2.5 % of the records cost or bring points.

   A record is a function of its kind and number alone. So the same arguments give the same bytes, no
   record is kept in memory, and one can be written again much later. Dirty data is the clean data and
   besides, scattered: 1 % bad rows, 5 % exact repeats, and in the file of the next week some
   contradicting calls and messages (the first stands) and newer versions of tickets (the last stands).
   None of it changes a score: dirty and clean data must give the same.

   Prints the number of records with those of the roster, and of bytes. */

#include <errno.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SEED 2630
#define DAY_MINUTES 720 /* of work: 8:00 to 19:59 */
#define USUAL_MONTH 9
#define BAD_NUMBERS 90000000
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void fail(const char *what) {
    fprintf(stderr, "generate: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* ---------------------------------------------------------------- what is wanted */

static struct {
    const char *folder;
    uint64_t records;
    uint32_t members, departments;
    bool xml, gb18030, dirty, is_year;
    int month, days;
    char number[16], dash[16], next_dash[16]; /* 202609, 2026-09-, 2026-10- */
} wanted;

/* ---------------------------------------------------------------- dice */

typedef struct {
    uint64_t state;
} Dice;

static uint64_t scramble(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* Dice of their own for each purpose, kind and number. */
static Dice dice_for(int purpose, int kind, uint64_t number) {
    return (Dice){scramble(number * 64 + (uint64_t)kind * 8 + (uint64_t)purpose + (uint64_t)(SEED + wanted.month - USUAL_MONTH) * 0x9e3779b97f4a7c15u)};
}

static uint32_t roll(Dice *dice, uint32_t sides) {
    dice->state += 0x9e3779b97f4a7c15u;
    return (uint32_t)(((scramble(dice->state) >> 32) * sides) >> 32);
}

typedef struct {
    const char *text;
    unsigned weight;
} Choice;

static const char *choose(Dice *dice, const Choice *choices) {
    unsigned sum = 0;
    for (const Choice *choice = choices; choice->text; choice++) sum += choice->weight;
    unsigned left = roll(dice, sum);
    while (left >= choices->weight) left -= (choices++)->weight;
    return choices->text;
}

#define CHOOSE(dice, ...) choose(dice, (const Choice[]){__VA_ARGS__, {NULL, 0}})

/* ---------------------------------------------------------------- a record */

enum { CALLS, MESSAGES, TICKETS, COMMENDATIONS, COMPLAINTS, INSPECTIONS, MEMBERS };
enum { CONTENT, EXTRAS, OLDER }; /* purposes of dice */
enum { MAX_COLUMNS = 11 };

typedef struct {
    const char *name, *element;
    char letter;
    bool weekly;
    bool keeps_last; /* of several versions; else the first stands */
    int code;        /* a column with coded values */
    const char *columns[MAX_COLUMNS + 1];
} Kind;

static const Kind kinds[] = {
    [CALLS] = {"calls", "call", 'C', true, false, 4,
               {"call_id", "member_id", "time", "direction", "purpose", "outcome", "affected_work", "note"}},
    [MESSAGES] = {"messages", "message", 'M', true, false, 4,
                  {"message_id", "member_id", "time", "channel", "purpose", "status", "note"}},
    [TICKETS] = {"tickets", "ticket", 'T', true, true, 6,
                 {"ticket_id", "member_id", "opened", "due", "closed", "source", "kind", "appointment", "signed", "note", "updated"}},
    [COMMENDATIONS] = {"commendations", "commendation", 'B', false, false, 3,
                       {"commendation_id", "member_id", "time", "kind", "evidence", "confirmed_by", "note"}},
    [COMPLAINTS] = {"complaints", "complaint", 'S', false, true, 3,
                    {"complaint_id", "member_id", "time", "status", "decided", "category", "note", "updated"}},
    [INSPECTIONS] = {"inspections", "inspection", 'J', false, false, 3,
                     {"inspection_id", "member_id", "time", "item", "severity", "inspector", "note"}},
    [MEMBERS] = {"members", "member", 'W', false, true, 0,
                 {"member_id", "name", "department", "team", "grid", "post", "start_date", "end_date"}},
};

typedef struct {
    const Kind *kind;
    const char *values[MAX_COLUMNS]; /* NULL: empty */
    char text[768];                  /* of the values that are put together here */
    char *end;
} Record;

static void append(Record *record, const char *text) {
    size_t length = strlen(text);
    memcpy(record->end, text, length + 1);
    record->end += length;
}

/* Starts a value; append continues it. */
static char *begin(Record *record) {
    return ++record->end;
}

static void append_number(Record *record, uint64_t number, int digits) {
    for (int place = digits - 1; place >= 0; place--, number /= 10) record->end[place] = (char)('0' + number % 10);
    record->end += digits;
    *record->end = 0;
}

static const char *day_text(Record *record, int day) {
    char *start = begin(record);
    append(record, day < wanted.days ? wanted.dash : wanted.next_dash);
    append_number(record, (uint64_t)(day < wanted.days ? day : day - wanted.days) + 1, 2);
    return start;
}

/* Minutes of work since the start of the month. */
static const char *time_text(Record *record, int64_t minutes) {
    const char *start = day_text(record, (int)(minutes / DAY_MINUTES));
    append(record, " ");
    append_number(record, 8 + (uint64_t)(minutes % DAY_MINUTES / 60), 2);
    append(record, ":");
    append_number(record, (uint64_t)(minutes % 60), 2);
    return start;
}

static const char *member_text(Record *record, uint32_t member) {
    char *start = begin(record);
    append(record, "W");
    append_number(record, 10001 + member, 5);
    return start;
}

static const char *const places[] = {"桃园小区", "湖滨花园", "东昌路", "柳园南路", "兴华西路", "龙湾社区", "古城北门", "建设新村", "陈庄", "水城家园"};

static const char *note(Record *record, Dice *dice, unsigned percent, const char *const *phrases, unsigned count) {
    if (roll(dice, 100) >= percent) return NULL;
    char *start = begin(record);
    append(record, places[roll(dice, COUNT(places))]);
    append(record, phrases[roll(dice, count)]);
    return start;
}

#define NOTE(record, dice, percent, ...) \
    note(record, dice, percent, (const char *const[]){__VA_ARGS__}, COUNT(((const char *const[]){__VA_ARGS__})))

/* ---------------------------------------------------------------- what the kinds hold */

static void make_call(Record *record, Dice *dice) {
    record->values[3] = CHOOSE(dice, {"in", 60}, {"out", 35}, {NULL, 0});
    record->values[4] = CHOOSE(dice, {"consult", 45}, {"notify", 30}, {"appointment", 15}, {"other", 10});
    record->values[5] = CHOOSE(dice, {"answered", 940}, {"missed", 47}, {"refused", 13});
    record->values[6] = "no";
    uint32_t slip = roll(dice, 100000);
    if (slip < 3) {
        record->values[3] = "out", record->values[4] = "private", record->values[5] = "answered";
    } else if (slip < 1300) {
        record->values[5] = slip % 4 ? "missed" : "refused", record->values[6] = "yes";
    }
    record->values[7] = NOTE(record, dice, 48, "用户咨询水费", "询问停水时间", "报漏，已转抢修", "约定上门时间, 用户要求周三上午", "水压低，建议先看总阀",
                             "用户说\"已缴费\"，核对中", "过户手续");
}

static void make_message(Record *record, Dice *dice) {
    record->values[3] = CHOOSE(dice, {"wechat_group", 6}, {"sms", 3}, {"wechat", 1});
    record->values[4] = CHOOSE(dice, {"outage", 20}, {"restore", 12}, {"arrears", 25}, {"knowledge", 18}, {"consult", 20}, {"other", 5});
    record->values[5] = CHOOSE(dice, {"sent", 970}, {"late", 15}, {"missing", 9}, {"nonconforming", 6});
    if (roll(dice, 200000) == 0) record->values[3] = "wechat", record->values[4] = "private", record->values[5] = "sent";
    record->values[6] = NOTE(record, dice, 45, "停水通知", "恢复供水", "欠费提醒", "防冻知识, 图文", "节水宣传", "答复缴费方式", "管道检修，延时2小时");
}

static void make_ticket(Record *record, Dice *dice, int64_t opened) {
    record->values[6] = CHOOSE(dice, {"repair", 42}, {"consult_visit", 30}, {"other", 23}, {"key_task", 5});
    bool task = !strcmp(record->values[6], "key_task"), visit = !strcmp(record->values[6], "consult_visit");
    int day = (int)(opened / DAY_MINUTES), due = day + (task ? 2 + (int)roll(dice, 3) : 3);
    int64_t closed = opened + 40 + roll(dice, 2 * DAY_MINUTES);
    bool open = roll(dice, 100) < 2;
    if (task && roll(dice, 100) < 15) closed = ((int64_t)due + 1) * DAY_MINUTES + roll(dice, DAY_MINUTES);
    record->values[3] = day_text(record, due);
    record->values[4] = open ? NULL : time_text(record, closed);
    record->values[5] = CHOOSE(dice, {"供水热线", 5}, {"微信群", 2}, {"巡查发现", 2}, {"网格员自报", 1});
    record->values[7] = CHOOSE(dice, {"none", 480}, {"kept", 440}, {"rescheduled", 60}, {"broken", 20});
    record->values[8] = visit && !open ? CHOOSE(dice, {"yes", 93}, {"no", 7}) : NULL;
    if (visit && !open && roll(dice, 500) == 0) record->values[8] = NULL;
    record->values[9] = NOTE(record, dice, 15, "换表", "阀门渗水", "上门解释账单, 已签字", "水压 < 0.14 MPa", "复核读数");
}

static void make_commendation(Record *record, Dice *dice) {
    record->values[3] = CHOOSE(dice, {"praise", 60}, {"proactive", 30}, {"banner", 9}, {"promoted", 1});
    record->values[4] = CHOOSE(dice, {"照片2张", 7}, {"来电录音", 3});
    record->values[5] = roll(dice, 50) ? "周启桐" : NULL;
    record->values[6] = NOTE(record, dice, 80, "用户来电表扬", "老人送锦旗", "主动发现漏点, 连夜修复");
}

static void make_complaint(Record *record, Dice *dice, int64_t time) {
    record->values[3] = CHOOSE(dice, {"verified", 60}, {"rejected", 35}, {"open", 5});
    bool open = !strcmp(record->values[3], "open");
    record->values[4] = open ? NULL : time_text(record, time + DAY_MINUTES + roll(dice, 2 * DAY_MINUTES));
    record->values[5] = CHOOSE(dice, {"服务态度", 1}, {"维修不及时", 1}, {"抄表差错", 1});
    record->values[6] = NOTE(record, dice, 80, "用户称等候太久", "读数有误，要求复核");
}

static void make_inspection(Record *record, Dice *dice) {
    record->values[3] = CHOOSE(dice, {"attire", 30}, {"careless", 20}, {"information", 14}, {"unreachable", 12}, {"task", 10}, {"group", 8},
                               {"appointment", 4}, {"misconduct", 2});
    record->values[4] = roll(dice, 20) ? "normal" : "severe";
    record->values[5] = CHOOSE(dice, {"郭书禾", 1}, {"田卫岭", 1});
    record->values[6] = NOTE(record, dice, 60, "未佩戴工牌", "首问未跟进, 用户再次来电", "抽查");
}

/* How many records a kind has. */
static uint64_t records_of(int kind) {
    static const unsigned shares[] = {[CALLS] = 5000, [TICKETS] = 1940, [COMMENDATIONS] = 35, [COMPLAINTS] = 2, [INSPECTIONS] = 23};
    if (kind != MESSAGES) return wanted.records * shares[kind] / 10000;
    uint64_t others = 0;
    for (int other = CALLS; other <= INSPECTIONS; other++) others += other == MESSAGES ? 0 : records_of(other);
    return wanted.records - others;
}

static int64_t time_of(int kind, uint64_t number) {
    return (int64_t)(number * wanted.days * DAY_MINUTES / records_of(kind));
}

static void make_record(Record *record, int kind, uint64_t number) {
    Dice dice = dice_for(CONTENT, kind, number);
    int64_t time = time_of(kind, number);
    memset(record->values, 0, sizeof record->values);
    record->kind = &kinds[kind];
    record->end = record->text;
    record->values[0] = begin(record);
    append(record, (char[]){kinds[kind].letter, 0});
    append(record, wanted.number);
    append(record, "-");
    append_number(record, number + 1, 8);
    record->values[1] = member_text(record, roll(&dice, wanted.members));
    record->values[2] = time_text(record, time);
    switch (kind) {
    case CALLS: make_call(record, &dice); break;
    case MESSAGES: make_message(record, &dice); break;
    case TICKETS: make_ticket(record, &dice, time); break;
    case COMMENDATIONS: make_commendation(record, &dice); break;
    case COMPLAINTS: make_complaint(record, &dice, time); break;
    default: make_inspection(record, &dice);
    }
}

/* ---------------------------------------------------------------- writing */

static struct {
    FILE *file;
    iconv_t converter;
    char *text;
    size_t used;
    uint64_t records, bytes;
} out;

enum { OUT_SIZE = 1 << 20, RECORD_SIZE = 4096 };

static void flush_text(void) {
    static char converted[2 * OUT_SIZE];
    char *from = out.text, *to = converted;
    size_t left = out.used, room = sizeof converted;
    if (wanted.gb18030) {
        if (iconv(out.converter, &from, &left, &to, &room) == (size_t)-1) fail("iconv");
        out.used = sizeof converted - room;
    }
    if (fwrite(wanted.gb18030 ? converted : out.text, 1, out.used, out.file) != out.used) fail("write");
    out.bytes += out.used;
    out.used = 0;
}

static void put(const char *text) {
    size_t length = strlen(text);
    memcpy(out.text + out.used, text, length);
    out.used += length;
}

/* With the character written twice, or written as an entity. */
static void put_escaped(const char *text, const char *special, const char *instead) {
    for (; *text; text++) {
        if (*text == *special) put(instead);
        else out.text[out.used++] = *text;
    }
}

static void put_csv_value(const char *text) {
    if (!text) return;
    if (!strpbrk(text, ",\"")) {
        put(text);
        return;
    }
    put("\"");
    put_escaped(text, "\"", "\"\"");
    put("\"");
}

static void put_csv(const Record *record) {
    for (int column = 0; record->kind->columns[column]; column++) {
        if (column) put(",");
        put_csv_value(record->values[column]);
    }
}

/* All fields are attributes but the note, which is an element. */
static void put_xml(const Record *record) {
    const char *note = NULL;
    put("  <");
    put(record->kind->element);
    for (int column = 0; record->kind->columns[column]; column++) {
        if (!record->values[column]) continue;
        if (!strcmp(record->kind->columns[column], "note")) {
            note = record->values[column];
            continue;
        }
        put(" ");
        put(record->kind->columns[column]);
        put("=\"");
        put(record->values[column]);
        put("\"");
    }
    put(note ? "><note>" : "/>");
    if (!note) return;
    put_escaped(note, "<", "&lt;");
    put("</note></");
    put(record->kind->element);
    put(">");
}

static void put_record(const Record *record) {
    wanted.xml ? put_xml(record) : put_csv(record);
    put("\n");
    out.records++;
    if (out.used > OUT_SIZE - RECORD_SIZE) flush_text();
}

static void start_file(const Kind *kind, const char *path) {
    char whole[4096];
    snprintf(whole, sizeof whole, "%s/%s.%s", wanted.folder, path, wanted.xml ? "xml" : "csv");
    if (!(out.file = fopen(whole, "wb"))) fail(whole);
    if (wanted.xml) {
        put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
        put(kind->name);
        put(">\n");
        return;
    }
    for (int column = 0; kind->columns[column]; column++) {
        if (column) put(",");
        put(kind->columns[column]);
    }
    put("\n");
}

static void end_file(const Kind *kind) {
    if (wanted.xml) {
        put("</");
        put(kind->name);
        put(">\n");
    }
    flush_text();
    if (fclose(out.file)) fail("close");
}

/* ---------------------------------------------------------------- dirt */

/* How many records come in a week: as much later another version of a record is written. */
static uint64_t week_of(int kind) {
    return records_of(kind) * 7 / wanted.days;
}

/* Whether another version of this record follows a week later. */
static bool has_versions(int kind, uint64_t number) {
    if (kind > COMPLAINTS || kind == COMMENDATIONS || number + week_of(kind) >= records_of(kind)) return false;
    Dice dice = dice_for(OLDER, kind, number);
    return roll(&dice, 1000) < (kinds[kind].keeps_last ? 5 : 1);
}

/* The record as it is delivered first: what changes later is still open. */
static void make_first(Record *record, int kind, uint64_t number) {
    make_record(record, kind, number);
    if (!wanted.dirty || !kinds[kind].keeps_last || !has_versions(kind, number)) return;
    if (kind == TICKETS) record->values[8] = NULL;
    if (kind == COMPLAINTS) record->values[3] = "open";
    record->values[4] = NULL;
}

static void make_later(Record *record, int kind, uint64_t number) {
    make_record(record, kind, number);
    if (kind == CALLS) record->values[5] = strcmp(record->values[5], "answered") ? "answered" : "missed";
    if (kind == MESSAGES) record->values[5] = strcmp(record->values[5], "sent") ? "sent" : "late";
    int64_t time = time_of(kind, number + week_of(kind));
    if (kind == TICKETS) record->values[10] = time_text(record, time);
    if (kind == COMPLAINTS) record->values[7] = time_text(record, time);
}

static void put_bad(Record *record, int kind, uint64_t number, uint32_t fault) {
    static char id[32];
    make_record(record, kind, number);
    snprintf(id, sizeof id, "%c%s-%08llu", kinds[kind].letter, wanted.number, (unsigned long long)(BAD_NUMBERS + number));
    record->values[0] = id;
    if (fault == 0 && wanted.xml) fault = 4; /* a row that is too long does not exist there */
    if (fault == 1) record->values[2] = "2026-02-30 08:15";
    if (fault == 2) record->values[kinds[kind].code] = "unclear";
    if (fault == 3) record->values[1] = "W99999";
    if (fault == 4) record->values[2] = NULL;
    if (fault) {
        put_record(record);
        return;
    }
    put_csv(record);
    put(",补记\n");
    out.records++;
}

static void put_dirt(Record *record, int kind, uint64_t number) {
    Dice dice = dice_for(EXTRAS, kind, number);
    if (roll(&dice, 100) < 5) {
        uint64_t back = roll(&dice, 2) ? roll(&dice, 1000) : (uint64_t)roll(&dice, 1u << 30);
        make_first(record, kind, number - back % (number + 1));
        put_record(record);
    }
    if (roll(&dice, 100) < 1) put_bad(record, kind, number, roll(&dice, 5));
    if (number >= week_of(kind) && has_versions(kind, number - week_of(kind))) {
        make_later(record, kind, number - week_of(kind));
        put_record(record);
    }
}

/* ---------------------------------------------------------------- files */

/* The records of the days from first to before last. */
static void write_file(int kind, int first, int last) {
    static Record record;
    char path[128];
    uint64_t records = records_of(kind), start = (records * (uint64_t)first + wanted.days - 1) / wanted.days;
    uint64_t end = (records * (uint64_t)last + wanted.days - 1) / wanted.days;
    if (kinds[kind].weekly) snprintf(path, sizeof path, "2026/%02d/%s-%s%02d", wanted.month, kinds[kind].name, wanted.dash, first + 1);
    else snprintf(path, sizeof path, "2026/%02d/%s-2026-%02d", wanted.month, kinds[kind].name, wanted.month);
    start_file(&kinds[kind], path);
    for (uint64_t number = start; number < end; number++) {
        make_first(&record, kind, number);
        put_record(&record);
        if (wanted.dirty) put_dirt(&record, kind, number);
    }
    end_file(&kinds[kind]);
}

/* One of a hundred members moves to the next department on the 16th, another one leaves on the 20th: of September, or of
   December if a month is named, for the months of a year have one roster. */
static void write_roster(void) {
    static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "周", "吴", "孙"};
    static const char *const names[] = {"立婵", "宜轩", "桂苓", "承勤", "文箐", "存栋", "守涛", "淑岚", "昊柠", "雪苇", "建", "慧"};
    Record record;
    char department[64], team[64], grid[64];
    start_file(&kinds[MEMBERS], "网格员");
    for (uint32_t member = 0; member < wanted.members; member++) {
        Dice dice = dice_for(CONTENT, MEMBERS, member);
        bool moves = member % 100 == 7, leaves = member % 100 == 42;
        memset(record.values, 0, sizeof record.values);
        record.kind = &kinds[MEMBERS];
        record.end = record.text;
        record.values[0] = member_text(&record, member);
        record.values[1] = begin(&record);
        append(&record, surnames[roll(&dice, COUNT(surnames))]);
        append(&record, names[roll(&dice, COUNT(names))]);
        for (int row = 0; row <= moves; row++) {
            uint32_t place = (member + (uint32_t)row) % wanted.departments;
            snprintf(department, sizeof department, "第%02u营业处", place + 1);
            snprintf(team, sizeof team, "抄表%u班", member / wanted.departments % 4 + 1);
            snprintf(grid, sizeof grid, "第%u网格", member + 1);
            record.values[2] = department, record.values[3] = team, record.values[4] = grid, record.values[5] = "网格员";
            record.values[6] = row ? wanted.is_year ? "2026-12-16" : "2026-09-16" : "2020-03-02";
            record.values[7] = leaves ? wanted.is_year ? "2026-12-20" : "2026-09-20" : NULL;
            put_record(&record);
        }
    }
    end_file(&kinds[MEMBERS]);
}

static void make_folder(const char *path) {
    char whole[4096];
    snprintf(whole, sizeof whole, "%s%s", wanted.folder, path);
    if (mkdir(whole, 0777) && errno != EEXIST) fail(whole);
}

static void read_arguments(int count, char **arguments) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    wanted.is_year = count == 8;
    wanted.month = wanted.is_year ? atoi(arguments[7]) : USUAL_MONTH;
    if (count < 7 || count > 8 || wanted.month < 1 || wanted.month > 12) {
        fprintf(stderr, "usage: generate FOLDER RECORDS MEMBERS DEPARTMENTS csv|gb18030|xml clean|dirty [MONTH]\n");
        exit(64);
    }
    wanted.days = days[wanted.month - 1];
    int next = wanted.month % 12 + 1;
    snprintf(wanted.number, sizeof wanted.number, "2026%02d", wanted.month);
    snprintf(wanted.dash, sizeof wanted.dash, "2026-%02d-", wanted.month);
    snprintf(wanted.next_dash, sizeof wanted.next_dash, "%d-%02d-", next == 1 ? 2027 : 2026, next);
    wanted.folder = arguments[1];
    wanted.records = strtoull(arguments[2], NULL, 10);
    wanted.members = (uint32_t)strtoul(arguments[3], NULL, 10);
    wanted.departments = (uint32_t)strtoul(arguments[4], NULL, 10);
    wanted.xml = !strcmp(arguments[5], "xml");
    wanted.gb18030 = !strcmp(arguments[5], "gb18030");
    wanted.dirty = !strcmp(arguments[6], "dirty");
}

int main(int count, char **arguments) {
    read_arguments(count, arguments);
    out.text = malloc(OUT_SIZE);
    if (wanted.gb18030 && (out.converter = iconv_open("GB18030", "UTF-8")) == (iconv_t)-1) fail("iconv_open");
    make_folder("");
    make_folder("/2026");
    char folder[16];
    snprintf(folder, sizeof folder, "/2026/%02d", wanted.month);
    make_folder(folder);
    write_roster();
    for (int kind = CALLS; kind <= INSPECTIONS; kind++) {
        if (!kinds[kind].weekly) write_file(kind, 0, wanted.days);
        else
            for (int day = 0; day < wanted.days; day += 7) write_file(kind, day, day + 7 < wanted.days ? day + 7 : wanted.days);
    }
    printf("%llu %llu\n", (unsigned long long)out.records, (unsigned long long)out.bytes);
    return 0;
}
