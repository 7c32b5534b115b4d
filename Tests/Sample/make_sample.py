#!/usr/bin/env python3
"""Writes the logs of a fictional water utility, April to 20 October 2026.

    python3 make_sample.py [FOLDER]        (default: input/ of this repository)

The company has three departments and 31 members. Its logs show every kind of record, CSV and XML,
Chinese and English, and every outcome a record can have; README.md beside this script says where.
All people, places and numbers are made up. Score it with --as-of 2026-10-20.

The files are the same bytes on every run. A file that is there already with other content is not
touched: the script names it, writes nothing and ends with 1. Nothing is ever deleted.
"""

import os
import random
import sys
from datetime import date, datetime, timedelta

SEED = 2630
YEAR = 2026
MONTHS = (4, 5, 6, 7, 8, 9, 10)
AS_OF = date(2026, 10, 20)

# ---------------------------------------------------------------- the company

METERS_ONE, METERS_TWO, REPAIRS = "抄表一处", "抄表二处", "用户维修处"
HEADS = {METERS_ONE: "周启桐", METERS_TWO: "郭书禾", REPAIRS: "田卫岭"}

# id, name, department, team, grid, start, end, how busy (1 is usual)
MEMBERS = (
    ("W1001", "孙立婵", METERS_ONE, "抄表一班", "城东1网格", "2019-03-01", "", 1.0),
    ("W1002", "赵宜轩", METERS_ONE, "抄表一班", "城东2网格", "2020-07-06", "", 0.9),
    ("W1003", "刘桂苓", METERS_ONE, "抄表一班", "城东3网格", "2017-05-02", "", 1.2),
    ("W1004", "陈巧雯", METERS_ONE, "抄表一班", "城东4网格", "2018-09-03", "", 1.3),
    ("W1005", "张承勤", METERS_ONE, "抄表一班", "城东5网格", "2021-04-12", "", 0.9),
    ("W1006", "马文箐", METERS_ONE, "抄表二班", "城东6网格", "2019-11-18", "", 1.2),
    ("W1007", "李存栋", METERS_ONE, "抄表二班", "城东7网格", "2016-02-22", "", 1.0),
    ("W1008", "许婉苧", METERS_ONE, "抄表二班", "城东8网格", "2022-06-13", "", 1.1),
    ("W1009", "杨守涛", METERS_ONE, "抄表二班", "城东9网格", "2015-08-10", "", 0.8),
    ("W1010", "高淑岚", METERS_ONE, "抄表二班", "城东10网格", "2020-03-16", "", 1.0),
    ("W1011", "王传郁", METERS_TWO, "抄表三班", "城西1网格", "2018-04-09", "", 1.3),
    ("W1012", "宋巧苹", METERS_TWO, "抄表三班", "城西2网格", "2019-06-24", "", 0.9),
    ("W1013", "郑昊柠", METERS_TWO, "抄表三班", "城西3网格", "2023-07-10", "", 1.0),
    ("W1014", "韩雪苇", METERS_TWO, "抄表三班", "城西4网格", "2017-10-16", "", 1.1),
    ("W1015", "冯建垒", METERS_TWO, "抄表三班", "城西5网格", "2016-05-23", "2026-08-15", 1.0),
    ("W1016", "吕慧源", METERS_TWO, "抄表四班", "城西6网格", "2021-09-06", "", 1.1),
    ("W1017", "曹庆垚", METERS_TWO, "抄表四班", "城西7网格", "2014-03-17", "", 0.8),
    ("W1018", "邓洪苇", METERS_TWO, "抄表四班", "城西8网格", "2019-12-02", "2026-07-17", 0.9),
    ("W1019", "姜玉苒", METERS_TWO, "抄表四班", "城西9网格", "2020-10-12", "", 1.2),
    ("W1020", "尹志舫", METERS_TWO, "抄表四班", "城西10网格", "2022-02-21", "", 0.9),
    ("W1021", "潘玉坤", REPAIRS, "城东维修班", "维修1网格", "2013-07-08", "", 1.1),
    ("W1022", "崔兆霖", REPAIRS, "城东维修班", "维修2网格", "2018-01-15", "", 1.2),
    ("W1023", "魏长顺", REPAIRS, "城东维修班", "维修3网格", "2012-04-23", "", 0.9),
    ("W1024", "范德昇", REPAIRS, "城东维修班", "维修4网格", "2019-08-19", "", 1.0),
    ("W1025", "石建坤", REPAIRS, "城东维修班", "维修5网格", "2021-05-17", "", 1.3),
    ("W1015", "冯建垒", REPAIRS, "城东维修班", "维修11网格", "2026-08-16", "", 1.0),
    ("W1026", "任德旺", REPAIRS, "城西维修班", "维修6网格", "2011-09-13", "", 0.8),
    ("W1027", "贾守田", REPAIRS, "城西维修班", "维修7网格", "2016-11-28", "", 1.0),
    ("W1028", "侯连笙", REPAIRS, "城西维修班", "维修8网格", "2020-06-08", "", 0.9),
    ("W1029", "邹家旺", REPAIRS, "城西维修班", "维修9网格", "2017-03-20", "", 1.1),
    ("W1030", "段有斌", REPAIRS, "城西维修班", "维修10网格", "2026-05-11", "", 1.0),
    ("W1031", "秦晓楠", REPAIRS, "城西维修班", "维修12网格", "2026-08-03", "", 1.5),
)

# Records a member a month, by department: (meter reading, repairs)
CALLS = (("consult", 4.6, 3.4), ("notify", 2.4, 2.6), ("appointment", 1.0, 1.4), ("other", 0.8, 0.6))
MESSAGES = (("outage", 1.2, 1.9), ("restore", 0.7, 1.4), ("arrears", 1.4, 0.2),
            ("knowledge", 1.3, 0.8), ("consult", 1.7, 1.1), ("other", 0.4, 0.3))
TICKETS = (("repair", 1.3, 5.0), ("consult_visit", 2.2, 0.9), ("other", 1.4, 0.9))

QUIET = 0.35            # how busy a member is in a month of SLIPS
MISSED_SHARE = 0.06     # calls not answered, without harm
KEY_TASK_SHARE = 0.5    # members with a key task in a month, besides late ones
OPEN_SHARE = 0.03       # tickets not closed yet
PRAISE = (("praise", 0.34), ("proactive", 0.30), ("banner", 0.04))
UNCONFIRMED_SHARE = 0.12
INSPECTED_SHARE = 0.25  # slips that an inspection found, not the log itself

# How many slips an ordinary member has in a month, and of which rule
SLIP_COUNTS = ((0, 38), (1, 31), (2, 21), (3, 10))
SLIP_RULES = (("unreachable", 26), ("attire", 24), ("information", 22), ("careless", 14),
              ("task", 12), ("appointment", 10), ("group", 6), ("misconduct", 2))

# Months told here in full: little traffic, no praise, these slips and no others.
SLIPS = (
    ("W1017", 4, "unreachable 2, attire 1"),
    ("W1017", 5, "unreachable 1, careless 2, information 2, task 1"),
    ("W1017", 6, "unreachable 2, appointment 2, attire 1, careless 1, task 1"),
    ("W1017", 7, "private 1, careless 1, information 1"),
    ("W1017", 8, "misconduct 1, attire 1, careless 1, information 1"),
    ("W1017", 9, "unreachable 2, attire 2, careless 1, information 2, task 1"),
    ("W1017", 10, "attire 1, information 2, task 2"),
    ("W1026", 4, "unreachable 2, appointment 2, attire 1, information 2, task 1"),
    ("W1026", 5, "unreachable 1, attire 2, careless 2, information 2, task 2"),
    ("W1026", 6, "unreachable 2, attire 2, careless 1, group 1, task 2"),
    ("W1026", 7, "unreachable 2, appointment 1, attire 2, careless 1, information 1, task 2"),
    ("W1026", 8, "unreachable 3, appointment 1, attire 1, information 2, task 1"),
    ("W1026", 9, "unreachable 2, appointment 1, attire 1, careless 2, information 2"),
    ("W1026", 10, "private 1, unreachable 1, attire 1, task 1"),
    ("W1023", 8, "severe 1, private 1, banner 1"),
    ("W1012", 6, "unreachable 1, appointment 2, attire 1, careless 2, information 2"),
    ("W1030", 9, "unreachable 2, appointment 2, attire 1, careless 1, information 1"),
)

# member, reported, status, decided, category, what the user says, what was found
COMPLAINTS = (
    ("W1008", "2026-04-14 10:20", "rejected", "2026-04-20 16:00", "抄表差错", "用户称多抄用水量", "；复核表数与抄表照片一致"),
    ("W1002", "2026-05-11 09:05", "rejected", "2026-05-18 11:30", "服务态度", "用户称电话未说明原因即挂断", "；回听录音未发现"),
    ("W1004", "2026-06-26 15:40", "verified", "2026-07-03 10:00", "工作不到位", "用户称承诺三日内复核水表，至今未去", "；查证属实"),
    ("W1021", "2026-07-20 08:50", "rejected", "2026-07-24 17:10", "维修不及时", "用户称单元漏水无人修", "；现场核实为小区内部管道，不属公司维修范围"),
    ("W1017", "2026-08-06 14:15", "verified", "2026-08-12 09:30", "工作不到位", "停水通知未发到楼栋群，老人家中无储水", "；查证属实"),
    ("W1013", "2026-09-22 16:30", "rejected", "2026-10-09 15:00", "抄表差错", "用户称抄错户", "；表号与门牌已现场核对，抄录无误"),
    ("W1019", "2026-10-12 11:25", "open", "", "服务态度", "用户反映咨询过户时答复生硬，正在核实", ""),
    ("W1028", "2026-10-18 19:10", "open", "", "维修不及时", "楼道阀门渗水两天未处理，待现场核查", ""),
)

# member, time, evidence, note
PROMOTED = (
    ("W1011", "2026-05-20 10:00", "公司简报第9期", "一户一档工作法在全公司推广"),
    ("W1003", "2026-08-27 15:00", "公司简报第15期", "独居老人用水异常预警做法推广"),
)

# ---------------------------------------------------------------- what they write

PLACES = ("锦绣花园", "望湖小区", "振兴家园", "东关社区", "柳园小区", "和平里", "育才小区", "利民小区", "金鼎花园",
          "水岸新村", "松涛苑", "槐荫里", "建设新村", "河畔人家", "桃园小区", "北苑社区")
CALL_NOTES = {
    "consult": ("{p}用户咨询水费余额", "咨询过户手续", "询问{p}何时复水", "水表自转，约时间查看", "咨询阶梯水价",
                "{p}反映水压低", "询问换表是否收费", "咨询预存水费办法", "反映水发黄，建议放水观察"),
    "notify": ("通知{p}停水检修", "通知{p}换表时间", "催缴水费，用户答应本周缴", "通知已恢复供水", "告知{p}物业泵房检修"),
    "appointment": ("约{p}入户查表", "约明早上门看漏", "与用户约定换表时间"),
    "other": ("回访{p}维修情况", "与物业核对总表", "答复表井盖已更换"),
}
MESSAGE_NOTES = {
    "outage": ("{p}管道抢修停水通知", "{p}计划停水，提前一天通知", "泵房检修停水通知"),
    "restore": ("{p}已恢复供水", "抢修完成，复水提示"),
    "arrears": ("{p}本期欠费提醒", "欠费停水前提醒"),
    "knowledge": ("安全用水常识", "如何查看水表是否漏水", "水表保护小知识", "节水小窍门", "水质知识问答"),
    "consult": ("答复水费查询", "答复{p}水压问题", "答复缴费渠道"),
    "other": ("转发{p}物业通知", "节日问候模板"),
}
TICKET_NOTES = {
    "repair": ("{p}表前阀漏水，更换", "{p}水表井渗水", "楼道立管渗漏", "{p}水表玻璃破损换表", "井盖损坏更换", "管道接头松动，已紧固"),
    "consult_visit": ("{p}上门讲解阶梯水价", "为老人送发票并解答", "上门解答水量突增原因", "{p}入户解答过户手续"),
    "other": ("{p}用户信息变更", "复核表数", "送打印明细", "登记违章用水线索"),
}
KEY_TASKS = {
    4: ("老旧水表更换摸底", "清明假期值守登记"), 5: ("二次供水泵房巡查", "欠费大户走访"),
    6: ("汛前表井排查", "高考期间供水保障"), 7: ("高温季用水安全宣传", "管网漏点排查"),
    8: ("独居老人台账更新", "水表井盖普查"), 9: ("户表信息核对", "开学前学校用水检查"),
    10: ("冬季防冻保温宣传", "国庆值守情况上报"),
}
INSPECTION_NOTES = {
    "attire": ("未佩戴工牌", "入户未穿工装", "工牌反戴，已提醒"),
    "careless": ("用户来电未登记，无回音", "答复含糊，未转责任部门", "首问未跟踪办结"),
    "misconduct": ("与用户发生争执，已批评", "群内发言不当，已撤回"),
    "severe": ("入户时与用户激烈争吵，视频传到网上，影响恶劣",),
    "group": ("未加入望湖小区业主群，也未加物业微信", "新交付小区未建立微信联系"),
    "unreachable": ("抽查手机关机，影响抢修联络", "值班时间电话无人接听"),
    "appointment": ("约定上门未到，未向用户说明",),
    "information": ("停水通知未用固定模板", "停水信息晚发两小时"),
    "task": ("交办台账逾期未报",),
}
PRAISE_TEXTS = {
    "praise": (("来电记录", "用户来电感谢及时修漏"), ("感谢信", "{p}居民来信表扬服务耐心"), ("来电记录", "老人来电感谢上门送发票")),
    "banner": (("锦旗照片", "{p}业主赠锦旗，感谢冒雨查漏"), ("锦旗照片", "{p}幼儿园赠锦旗，保障开学用水"),
               ("锦旗照片", "{p}物业赠锦旗，感谢连夜恢复供水"), ("锦旗照片", "独居老人家属赠锦旗")),
    "proactive": (("现场照片", "巡查发现{p}管道隐患并处理"), ("走访记录", "主动为独居老人检修水龙头"),
                  ("群聊截图", "群内获悉{p}水压低，主动排查")),
}
SOURCES = (("供水热线", 46), ("市长热线", 14), ("微信群", 18), ("营业厅", 10), ("巡查发现", 12))

# ---------------------------------------------------------------- columns and coded values

KINDS = {  # kind: Chinese name, one record, columns
    "members": ("网格员", "member", "member_id name department team grid post start_date end_date"),
    "calls": ("通话记录", "call", "call_id member_id time direction purpose outcome affected_work note"),
    "messages": ("信息记录", "message", "message_id member_id time channel purpose status note"),
    "tickets": ("工单", "ticket", "ticket_id member_id opened due closed source kind appointment signed note updated"),
    "commendations": ("表扬表彰", "commendation", "commendation_id member_id time kind evidence confirmed_by note"),
    "complaints": ("投诉", "complaint", "complaint_id member_id time status decided category note updated"),
    "inspections": ("考核检查", "inspection", "inspection_id member_id time item severity inspector note"),
}
ID_LETTERS = {"calls": "TH", "messages": "XX", "tickets": "GD", "commendations": "BY", "complaints": "TS", "inspections": "JC"}

COLUMN_NAMES = {
    "member_id": "网格员编号", "name": "姓名", "department": "部门", "team": "班组", "grid": "网格", "post": "岗位",
    "start_date": "到岗日期", "end_date": "离岗日期", "call_id": "通话编号", "time": "时间", "direction": "方向",
    "purpose": "用途", "outcome": "结果", "affected_work": "影响工作", "note": "备注", "message_id": "信息编号",
    "channel": "渠道", "status": "状态", "ticket_id": "工单编号", "opened": "受理时间", "due": "时限", "closed": "办结时间",
    "source": "来源", "kind": "类型", "appointment": "预约", "signed": "用户签字", "commendation_id": "表扬编号",
    "evidence": "佐证", "confirmed_by": "认定人", "complaint_id": "投诉编号", "decided": "认定时间", "category": "类别",
    "inspection_id": "检查编号", "item": "事项", "severity": "情节", "inspector": "检查人", "updated": "更新时间",
}
VALUE_NAMES = {
    "calls.direction": {"in": "呼入", "out": "呼出"},
    "calls.purpose": {"consult": "咨询", "notify": "通知", "appointment": "预约", "private": "私事", "other": "其他"},
    "calls.outcome": {"answered": "已接", "missed": "未接", "refused": "拒接"},
    "calls.affected_work": {"yes": "是", "no": "否"},
    "messages.channel": {"sms": "短信", "wechat_group": "微信群", "wechat": "微信"},
    "messages.purpose": {"outage": "停水", "restore": "复水", "arrears": "欠费", "knowledge": "知识宣传", "consult": "咨询",
                         "private": "私事", "other": "其他"},
    "messages.status": {"sent": "已发送", "missing": "未发送", "late": "迟发", "nonconforming": "不合规"},
    "tickets.kind": {"repair": "维修", "consult_visit": "上门解答", "key_task": "重点工作", "other": "其他"},
    "tickets.appointment": {"none": "无", "kept": "准时", "rescheduled": "已解释改约", "broken": "失约未解释"},
    "tickets.signed": {"yes": "是", "no": "否"},
    "commendations.kind": {"promoted": "表彰推广", "praise": "来信来电表扬", "banner": "锦旗", "proactive": "主动解决"},
    "complaints.status": {"open": "待查", "verified": "属实", "rejected": "不属实"},
    "inspections.item": {"unreachable": "通讯不畅", "private_use": "私用工作号", "attire": "着装工牌", "careless": "首问负责不到位",
                         "misconduct": "言行不当", "appointment": "失约未解释", "group": "未入群",
                         "information": "信息未按要求发送", "task": "任务未按时完成"},
    "inspections.severity": {"normal": "一般", "severe": "严重"},
}


class Style:
    """How a file is written: format, language, encoding, line end and form of a time."""

    def __init__(self, form, chinese, encoding="utf-8", newline="\n", time="dash"):
        self.form, self.chinese, self.encoding, self.newline, self.time = form, chinese, encoding, newline, time


ENGLISH = Style("csv", False)
CHINESE = Style("csv", True, newline="\r\n", time="slash")
BOM = Style("csv", True, "utf-8-sig", "\r\n", "characters")
GB18030 = Style("csv", True, "gb18030", "\r\n", "slash")
ATTRIBUTES = Style("attributes", False, time="offset")
ELEMENTS = Style("elements", True)

FILES = (  # path, kind, month, style; from day to day of the month, if not all
    ("网格员.csv", "members", 0, BOM),
    ("2026-04/calls.csv", "calls", 4, ENGLISH),
    ("2026-04/messages.csv", "messages", 4, ENGLISH),
    ("2026-04/tickets.csv", "tickets", 4, ENGLISH),
    ("2026-04/commendations.csv", "commendations", 4, ENGLISH),
    ("2026-04/complaints.csv", "complaints", 4, ENGLISH),
    ("2026-04/inspections.csv", "inspections", 4, ENGLISH),
    ("2026-05/通话记录_5月.csv", "calls", 5, CHINESE),
    ("2026-05/信息记录_5月.csv", "messages", 5, CHINESE),
    ("2026-05/工单_5月.csv", "tickets", 5, CHINESE),
    ("2026-05/表扬表彰_5月.csv", "commendations", 5, CHINESE),
    ("2026-05/投诉_5月.csv", "complaints", 5, CHINESE),
    ("2026-05/考核检查_5月.csv", "inspections", 5, CHINESE),
    ("2026-06/calls-2026-06.csv", "calls", 6, ENGLISH),
    ("2026-06/messages-2026-06.csv", "messages", 6, ENGLISH),
    ("2026-06/tickets.xml", "tickets", 6, ATTRIBUTES),
    ("2026-06/commendations-2026-06.csv", "commendations", 6, ENGLISH),
    ("2026-06/complaints-2026-06.csv", "complaints", 6, ENGLISH),
    ("2026-06/inspections-2026-06.csv", "inspections", 6, ENGLISH),
    ("2026-07/通话记录_7月.csv", "calls", 7, GB18030),
    ("2026-07/信息记录_7月.csv", "messages", 7, CHINESE),
    ("2026-07/工单_7月.csv", "tickets", 7, BOM),
    ("2026-07/表扬表彰.xml", "commendations", 7, ELEMENTS),
    ("2026-07/投诉_7月.csv", "complaints", 7, CHINESE),
    ("2026-07/考核检查_7月.csv", "inspections", 7, CHINESE),
    ("2026-08/calls.csv", "calls", 8, ENGLISH),
    ("2026-08/messages.csv", "messages", 8, ENGLISH),
    ("2026-08/tickets.csv", "tickets", 8, ENGLISH),
    ("2026-08/commendations.xml", "commendations", 8, ATTRIBUTES),
    ("2026-08/complaints.csv", "complaints", 8, ENGLISH),
    ("2026-08/inspections.csv", "inspections", 8, ENGLISH),
    ("2026-09/通话记录_9月.csv", "calls", 9, CHINESE),
    ("2026-09/信息记录_9月.csv", "messages", 9, CHINESE),
    ("2026-09/工单_9月.csv", "tickets", 9, CHINESE),
    ("2026-09/表扬表彰_9月.csv", "commendations", 9, CHINESE),
    ("2026-09/投诉_9月.csv", "complaints", 9, CHINESE),
    ("2026-09/考核检查.xml", "inspections", 9, ELEMENTS),
    ("2026-10/calls-01-10.csv", "calls", 10, ENGLISH, 1, 10),
    ("2026-10/calls-11-20.csv", "calls", 10, ENGLISH, 11, 20),
    ("2026-10/信息记录_10月.csv", "messages", 10, CHINESE),
    ("2026-10/tickets.csv", "tickets", 10, ENGLISH),
    ("2026-10/commendations.csv", "commendations", 10, ENGLISH),
    ("2026-10/投诉_10月.csv", "complaints", 10, BOM),
    ("2026-10/inspections.csv", "inspections", 10, ENGLISH),
)

# ---------------------------------------------------------------- odd rows, put in by hand

LAST = 9999     # after all others

# file, after how many records, the record as typed
TYPED_ROWS = (
    # rejected
    ("2026-04/calls.csv", 40, {"call_id": "TH2604-901", "member_id": "W1007", "time": "2026-04-31 10:20", "purpose": "consult",
                               "outcome": "answered", "note": "日期不存在"}),
    ("2026-05/信息记录_5月.csv", 30, {"message_id": "XX2605-901", "member_id": "W1014", "time": "2026/5/12 9:40", "channel": "QQ群",
                                 "purpose": "outage", "status": "sent", "note": "渠道不在表内"}),
    ("2026-05/工单_5月.csv", 25, {"ticket_id": "GD2605-901", "member_id": "W1022", "opened": "", "due": "2026/5/20",
                               "kind": "repair", "note": "漏填受理时间"}),
    ("2026-06/calls-2026-06.csv", 77, {"call_id": "TH2606-901", "member_id": "W1099", "time": "2026-06-15 14:05", "purpose": "consult",
                                       "outcome": "answered", "note": "名册中没有此人"}),
    ("2026-06/tickets.xml", 33, {"ticket_id": "GD2606-901", "member_id": "W1024", "opened": "2026-06-18T09:00+08:00",
                                 "due": "2026-06-16", "kind": "repair", "note": "时限早于受理"}),
    ("2026-07/通话记录_7月.csv", 55, {"call_id": "1.23E+11", "member_id": "W1005", "time": "2026/7/9 10:15", "purpose": "consult",
                                "outcome": "answered", "note": "编号被表格软件改坏"}),
    ("2026-08/complaints.csv", 1, {"complaint_id": "TS2608-901", "member_id": "W1029", "time": "2026-08-19 10:30", "status": "verified",
                                   "category": "维修不及时", "note": "属实但漏填认定时间"}),
    # the leaver, after he left
    ("2026-08/calls.csv", 6, {"call_id": "TH2608-902", "member_id": "W1018", "time": "2026-08-03 09:12", "direction": "in",
                              "purpose": "consult", "outcome": "answered", "affected_work": "no", "note": "离岗后用户仍打原号码"}),
    # after the as-of date
    ("2026-10/信息记录_10月.csv", LAST, {"message_id": "XX2610-903", "member_id": "W1022", "time": "2026/10/21 7:50",
                                    "channel": "wechat_group", "purpose": "outage", "status": "sent", "note": "东关社区计划停水通知"}),
    ("2026-10/tickets.csv", LAST, {"ticket_id": "GD2610-903", "member_id": "W1001", "opened": "2026-10-22 08:30", "due": "2026-10-31",
                                   "source": "部门交办", "kind": "key_task", "note": "预先登记：入冬前表井保温"}),
)

# file, after how many records, the line
RAW_ROWS = (
    ("2026-08/calls.csv", 90, "TH2608-901,W1016,2026-08-11 16:20,in,consult,answered,no,咨询水价,要求回电"),
    ("2026-09/信息记录_9月.csv", 48, 'XX2609-901,W1020,2026/9/10 8:35,微信群,停水,已发送,"抢修停水"已转物业群'),
)

# file, which record, the fields as someone typed them: read like the others
RETYPED = (
    ("2026-04/calls.csv", 11, {"note": "用户说\"水表倒转\",要求复核；\n已约次日上午上门"}),
    ("2026-05/通话记录_5月.csv", 17, {"time": "{ideographs}", "member_id": "{wide}"}),
    ("2026-05/通话记录_5月.csv", 58, {"time": "{ideographs}"}),
)

# file, which record, to which file, after how many records: the same record once more
REPEATS = (
    ("2026-08/calls.csv", 120, "2026-08/calls.csv", 124),
    ("2026-08/calls.csv", 121, "2026-08/calls.csv", 125),
    ("2026-06/calls-2026-06.csv", -3, "2026-07/通话记录_7月.csv", 0),
    ("2026-08/commendations.xml", -1, "2026-09/表扬表彰_9月.csv", 0),
    ("2026-10/calls-01-10.csv", -3, "2026-10/calls-11-20.csv", 0),
    ("2026-10/calls-01-10.csv", -2, "2026-10/calls-11-20.csv", 1),
    ("2026-10/calls-01-10.csv", -1, "2026-10/calls-11-20.csv", 2),
)

# The first late message of the September file once more in October's, now as sent.
CONFLICT = ("2026-09/信息记录_9月.csv", {"status": "late"}, "2026-10/信息记录_10月.csv", 3, {"status": "sent"})

OTHER_FILES = (
    ("说明.txt", "本目录为虚构示例数据，人名、小区和编号均为编造。\n".encode("utf-8")),
    ("~$网格员.csv", "表格软件打开名册时留下的锁文件\n".encode("utf-8")),
)

# ---------------------------------------------------------------- chance


class Dice:
    """Choices from one seed, by random() alone: the only call that is the same in every Python 3."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def chance(self, share):
        return self.random() < share

    def between(self, low, high):
        return low + int(self.random() * (high - low + 1))

    def one_of(self, things):
        return things[self.between(0, len(things) - 1)]

    def weighted(self, pairs):
        left = self.random() * sum(weight for _, weight in pairs)
        for thing, weight in pairs:
            left -= weight
            if left < 0:
                return thing
        return pairs[-1][0]

    def about(self, mean):
        """A whole number near the mean."""
        return int(mean * (0.6 + 0.8 * self.random()) + self.random())

    def text(self, texts):
        return self.one_of(texts).replace("{p}", self.one_of(PLACES))


# ---------------------------------------------------------------- one member, one month


class MemberMonth:
    """Makes the records of one row of the roster in one month."""

    def __init__(self, dice, row, month, first, last):
        self.dice, self.month, self.first, self.last = dice, month, first, last
        self.member, self.department, busy = row[0], row[2], row[7]
        self.share = ((last - first).days + 1) / 30.0
        self.told = [slips for member, its_month, slips in SLIPS if (member, its_month) == (self.member, month)]
        self.busy = (QUIET if self.told else busy) * self.share
        self.records = []       # (kind, fields)

    def make(self):
        self.add_calls()
        self.add_messages()
        self.add_tickets()
        self.add_slips()
        if not self.told:
            self.add_commendations()
        return self.records

    def add(self, log, **fields):
        fields["member_id"] = self.member
        self.records.append((log, fields))

    def how_many(self, meters, repairs):
        return self.dice.about((repairs if self.department == REPAIRS else meters) * self.busy)

    def note(self, texts, share):
        return self.dice.text(texts) if self.dice.chance(share) else ""

    def moment(self, first=None, last=None):
        first, last = first or self.first, last or self.last
        day = first + timedelta(self.dice.between(0, (last - first).days))
        hour = self.dice.weighted(((self.dice.between(8, 11), 50), (self.dice.between(13, 17), 40), (self.dice.between(18, 20), 10)))
        return datetime(day.year, day.month, day.day, hour, self.dice.between(0, 59))

    def add_calls(self):
        for purpose, meters, repairs in CALLS:
            for _ in range(self.how_many(meters, repairs)):
                incoming = self.dice.chance(0.85 if purpose == "consult" else 0.1)
                self.add("calls", time=self.moment(), direction="in" if incoming else "out", purpose=purpose,
                         outcome="missed" if self.dice.chance(MISSED_SHARE) else "answered", affected_work="no",
                         note=self.note(CALL_NOTES[purpose], 0.4))

    def add_messages(self):
        for purpose, meters, repairs in MESSAGES:
            for _ in range(self.how_many(meters, repairs)):
                self.add_message(purpose, "sent")

    def add_message(self, purpose, status):
        channel = "wechat" if purpose in ("consult", "private") else self.dice.weighted((("wechat_group", 7), ("sms", 3)))
        note = "用工作微信发私人拼单信息" if purpose == "private" else self.note(MESSAGE_NOTES[purpose], 0.4)
        self.add("messages", time=self.moment(), channel=channel, purpose=purpose, status=status, note=note)

    def add_tickets(self):
        for kind, meters, repairs in TICKETS:
            for _ in range(self.how_many(meters, repairs)):
                appointment = "none" if kind == "other" else self.dice.weighted((("none", 4), ("kept", 5), ("rescheduled", 1)))
                self.add_ticket(kind, appointment)
        if self.dice.chance(KEY_TASK_SHARE):
            self.add_key_task(late=False)

    def add_ticket(self, kind, appointment):
        opened = self.moment()
        closed = self.closing(opened)
        due = opened + timedelta(1) if kind == "repair" else opened.date() + timedelta(3)
        signed = ""
        if kind == "consult_visit" and closed:
            signed = self.dice.weighted((("yes", 92), ("no", 5), ("", 3)))
        self.add("tickets", opened=opened, due=due, closed=closed, source=self.dice.weighted(SOURCES), kind=kind,
                 appointment=appointment, signed=signed, note=self.note(TICKET_NOTES[kind], 0.45))

    def closing(self, opened):
        """When a ticket was closed; None if it still is open on the as-of date."""
        if self.dice.chance(OPEN_SHARE):
            return None
        closed = opened + timedelta(minutes=self.dice.between(40, 300))
        if self.dice.chance(0.35):
            closed = self.moment(opened.date() + timedelta(1), opened.date() + timedelta(2))
        return closed if closed.date() <= AS_OF else None

    def add_key_task(self, late):
        titles = KEY_TASKS[self.month]
        opened = self.moment(self.first, min(self.first + timedelta(6), self.last))
        due = opened.date() + timedelta(self.dice.between(6, 9))
        if late:
            closed = None if self.dice.chance(0.35) else self.moment(due + timedelta(1), due + timedelta(3))
        else:
            closed = self.moment(opened.date() + timedelta(1), due)
            if self.month == AS_OF.month and self.dice.chance(0.4):     # a long one, still under way
                titles, due, closed = titles[:1], date(YEAR, 10, 30), None
        if closed and closed.date() > AS_OF:
            closed = None
        self.add("tickets", opened=opened, due=due, closed=closed, source="部门交办", kind="key_task", appointment="none",
                 signed="", note=self.dice.one_of(titles))

    def add_slips(self):
        if self.told:
            pairs = [part.split() for part in self.told[0].split(", ")]
            rules = [rule for rule, count in pairs for _ in range(int(count))]
        else:
            count = self.dice.weighted(SLIP_COUNTS) if self.dice.chance(self.share) else 0
            rules = [self.dice.weighted(SLIP_RULES) for _ in range(count)]
        for rule in rules:
            self.add_slip(rule)

    def add_slip(self, rule):
        seen_by_log = not self.dice.chance(INSPECTED_SHARE)
        if rule == "private":
            if self.month == AS_OF.month:
                self.add_message("private", "sent")
            else:
                self.add("calls", time=self.moment(), direction="out", purpose="private", outcome="answered",
                         affected_work="no", note="用工作号联系个人租房")
        elif rule == "banner":
            self.add_commendation("banner")
        elif rule == "unreachable" and seen_by_log:
            self.add("calls", time=self.moment(), direction="in", purpose="consult",
                     outcome=self.dice.weighted((("missed", 3), ("refused", 1))), affected_work="yes",
                     note=self.dice.text(("用户报漏未接，转热线处理", "抢修联络未接，延误关阀", "用户多次来电未接")))
        elif rule == "information" and seen_by_log:
            self.add_message(self.dice.one_of(("outage", "restore", "arrears", "knowledge")),
                             self.dice.weighted((("late", 5), ("missing", 3), ("nonconforming", 2))))
        elif rule == "appointment" and seen_by_log:
            self.add_ticket("repair", "broken")
        elif rule == "task" and (seen_by_log or self.told):
            self.add_key_task(late=True)
        else:
            self.add_inspection(rule)

    def add_inspection(self, rule):
        severe = rule == "severe"
        self.add("inspections", time=self.moment(), item="misconduct" if severe else rule,
                 severity="severe" if severe else "normal", inspector=HEADS[self.department],
                 note=self.dice.text(INSPECTION_NOTES[rule]))

    def add_commendations(self):
        for kind, share in PRAISE:
            if self.dice.chance(share * self.share):
                self.add_commendation(kind)

    def add_commendation(self, kind):
        evidence, note = self.dice.one_of(PRAISE_TEXTS[kind])
        confirmed = HEADS[self.department]
        if kind == "proactive" and self.dice.chance(UNCONFIRMED_SHARE):
            confirmed = ""
        self.add("commendations", time=self.moment(), kind=kind, evidence=evidence, confirmed_by=confirmed,
                 note=note.replace("{p}", self.dice.one_of(PLACES)))


# ---------------------------------------------------------------- the whole company


def last_day(month):
    return min(date(YEAR, month + 1, 1) - timedelta(1), AS_OF)


def parse(text):
    """A day or a time of the tables above."""
    form = "%Y-%m-%d %H:%M" if " " in text else "%Y-%m-%d"
    moment = datetime.strptime(text, form)
    return moment if " " in text else moment.date()


def make_records():
    """All records by kind and month, in order of time and numbered."""
    dice = Dice(SEED)
    records = {(kind, month): [] for kind in ID_LETTERS for month in MONTHS}
    for month in MONTHS:
        for row in MEMBERS:
            first = max(parse(row[5]), date(YEAR, month, 1))
            last = min(parse(row[6]) if row[6] else AS_OF, last_day(month))
            if first <= last:
                for kind, fields in MemberMonth(dice, row, month, first, last).make():
                    records[kind, month].append(fields)
    for member, time, evidence, note in PROMOTED:
        records["commendations", parse(time).month].append(
            {"member_id": member, "time": parse(time), "kind": "promoted", "evidence": evidence, "confirmed_by": "公司办公室", "note": note})
    for member, time, status, decided, category, says, found in COMPLAINTS:
        records["complaints", parse(time).month].append(
            {"member_id": member, "time": parse(time), "status": status, "decided": parse(decided) if decided else None,
             "category": category, "note": says + found})
    number(records)
    return records


def number(records):
    for (kind, month), rows in records.items():
        start = "opened" if kind == "tickets" else "time"
        rows.sort(key=lambda fields: (fields[start], fields["member_id"]))
        for position, fields in enumerate(rows, 1):
            fields[KINDS[kind][2].split()[0]] = "{}26{:02}-{:03}".format(ID_LETTERS[kind], month, position)


def roster():
    columns = KINDS["members"][2].split()
    rows = []
    for member, name, department, team, grid, start, end, _ in MEMBERS:
        rows.append(dict(zip(columns, (member, name, department, team, grid, "网格员", parse(start), parse(end) if end else None))))
    return rows


def deliver_versions(records):
    """What is settled in a later month stands open in the file of its own month and settled in the later one."""
    for kind, settled in (("tickets", "closed"), ("complaints", "decided")):
        for month in MONTHS:
            for position, fields in enumerate(records[kind, month]):
                end = fields.get(settled)
                if end and end.month > month and "updated" not in fields:
                    records[kind, month][position] = still_open(kind, fields, last_day(month))
                    records[kind, end.month].append(dict(fields, updated=end))


def still_open(kind, fields, day):
    """The version of a ticket or complaint that was exported on the evening of the day."""
    older = dict(fields, updated=datetime(day.year, day.month, day.day, 18, 0))
    if kind == "tickets":
        return dict(older, closed=None, signed="")
    return dict(older, decided=None, status="open", note=fields["note"].split("；")[0])


def make_files():
    """Path to the rows it holds: fields, or a line as it is."""
    records = make_records()
    deliver_versions(records)
    files = {}
    for path, kind, month, style, *days in FILES:
        rows = roster() if kind == "members" else records[kind, month]
        if days:
            rows = [fields for fields in rows if days[0] <= fields["time"].day <= days[1]]
        files[path] = list(rows)
    add_odd_rows(files)
    return files


def add_odd_rows(files):
    again = [(to, after, dict(files[path][which])) for path, which, to, after in REPEATS]
    path, found, to, after, changed = CONFLICT
    first = [fields for fields in files[path] if all(fields[column] == value for column, value in found.items())][0]
    again.append((to, after, dict(first, **changed)))
    for path, which, typed in RETYPED:
        fields = dict(files[path][which])
        files[path][which] = dict(fields, **{column: retyped(text, fields[column]) for column, text in typed.items()})
    for path, after, row in again + list(TYPED_ROWS) + list(RAW_ROWS):
        files[path].insert(after, row)


def retyped(text, value):
    if text == "{ideographs}":
        return format_time(value, "characters")
    if text == "{wide}":
        return "".join(chr(ord(character) + 0xFEE0) for character in value)
    return text


# ---------------------------------------------------------------- writing


def format_time(value, form):
    clock = ""
    if isinstance(value, datetime):
        clock = "{}:{:02}".format(value.hour if form in ("slash", "characters") else "{:02}".format(value.hour), value.minute)
    if form == "slash":
        return "{}/{}/{} {}".format(value.year, value.month, value.day, clock).strip()
    if form == "characters":
        return "{}年{}月{}日 {}".format(value.year, value.month, value.day, clock).strip()
    day = "{}-{:02}-{:02}".format(value.year, value.month, value.day)
    if form == "offset" and clock:
        return day + "T" + clock + "+08:00"
    return (day + " " + clock).strip()


def cell(kind, column, value, style):
    if value is None:
        return ""
    if isinstance(value, date):
        return format_time(value, style.time)
    if style.chinese:
        return VALUE_NAMES.get(kind + "." + column, {}).get(value, value)
    return value


def header(kind, column, style):
    if not style.chinese:
        return column
    if (kind, column) == ("commendations", "kind"):
        return "类别"
    return COLUMN_NAMES[column]


def quoted(text):
    if any(character in text for character in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def csv_text(kind, rows, style):
    columns = KINDS[kind][2].split()
    lines = [",".join(header(kind, column, style) for column in columns)]
    for row in rows:
        if isinstance(row, dict):
            row = ",".join(quoted(cell(kind, column, row.get(column), style)) for column in columns)
        lines.append(row)
    return style.newline.join(lines) + style.newline


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def xml_text(kind, rows, style):
    chinese, one, columns = KINDS[kind]
    root, child = (chinese, chinese) if style.chinese else (kind, one)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<{}>".format(root)]
    for row in rows:
        cells = [(header(kind, column, style), escaped(cell(kind, column, row.get(column), style))) for column in columns.split()]
        cells = [(name, text) for name, text in cells if text]
        if style.form == "attributes":
            lines.append("  <{} {}/>".format(child, " ".join('{}="{}"'.format(*pair) for pair in cells)))
        else:
            lines.append("  <{0}>{1}</{0}>".format(child, "".join("<{0}>{1}</{0}>".format(*pair) for pair in cells)))
    return "\n".join(lines + ["</{}>".format(root), ""])


def make_bytes():
    """Path to bytes of every file of the sample."""
    files = make_files()
    result = dict(OTHER_FILES)
    for path, kind, _, style, *_ in FILES:
        text = csv_text if style.form == "csv" else xml_text
        result[path] = text(kind, files[path], style).encode(style.encoding)
    return result


def write(folder):
    """Writes the files that are not there yet; none at all if one is there with other content."""
    targets = {os.path.join(folder, path.encode("utf-8")): data for path, data in make_bytes().items()}
    missing = [path for path in targets if not os.path.exists(path)]
    for path in sorted(set(targets).difference(missing)):
        with open(path, "rb") as file:
            if file.read() != targets[path]:
                sys.stderr.buffer.write(b"is there with other content, nothing written: " + path + b"\n")
                return 1
    for path in missing:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(targets[path])
    print("{} files, {} bytes, {} of them new".format(len(targets), sum(map(len, targets.values())), len(missing)))
    return 0


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    repository = os.path.dirname(os.path.dirname(here))
    sys.exit(write(os.fsencode(sys.argv[1] if len(sys.argv) > 1 else os.path.join(repository, "input"))))
