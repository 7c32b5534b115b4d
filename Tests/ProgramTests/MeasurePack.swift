import TestSupport

/// An invented scheme of meter readers, in one file: with measures and proposals alone, with scores that rest on weights, or with
/// points that a person sets.
enum MeasurePack {
    enum Sort: String, CaseIterable, Sendable { case none, weighted, ranged }

    static func text(_ sort: Sort) -> String {
        let scoring =
            switch sort {
            case .none: "scoring: none"
            case .weighted: "scoring: {base: 0, watch: {below: 60, near: 70}}"
            case .ranged: "scoring: {base: 100, watch: {below: 80, near: 85}}"
            }
        let rules = """
            rules:
              - id: careless
                clause: "4"
                wording: {zh: 工作失误, en: Careless work}
                points: {column: taken, at_least: -5, at_most: -2}
                effective: {from: 2025-01-01}
                at_most: 2
                takes: [{kind: checks, where: {grave: no}, requires: {taken: present}, pending: {zh: 待定分值, en: points awaited}, month: time}]
            """
        let lists = """
            lists:
              - id: low
                zh: 低分
                title: {zh: 低分名单, en: Low}
                clause: "5"
                below: 60
                periods: {month: {file: low, columns: [period, subject, value]}, quarter: {file: low, columns: [period, subject, value]}}
            """
        let transfer = """
              - id: transfer
                clause: "6"
                wording: {zh: 调离岗位, en: Moved from the post}
                list: low
            """
        return """
            scheme:
              id: readers
              title: {zh: 抄表考核, en: Meter reading}
              organisation: {zh: 供水公司, en: Water company}
              regulation: {zh: 抄表办法, en: Meter reading rules}
              subject: {zh: 抄表员, en: reader}
              in_force: 2020-01-01
            roster: {kind: readers, subject: reader_id, name: name, group: team, unit: street}
            \(scoring)
            names:
              {reader_id: 编号, name: 姓名, team: 班组, street: 片区, start: 起, end: 止, order_id: 单号, accepted: 受理, done: 办结, minutes: 用时, check_id: 检查号, time: 时间,
               grave: 严重, share: 比例, taken: 扣分}
            logs:
              - kind: readers
                zh: 名册
                record: reader
                key: [reader_id]
                versions: last
                columns: {reader_id: {type: id, required: true}, name: {type: text}, team: {type: text}, street: {type: text}}
              - kind: orders
                zh: 工单
                record: order
                key: [order_id]
                versions: last
                time: accepted
                columns:
                  order_id: {type: id, required: true}
                  reader_id: {type: id, required: true}
                  accepted: {type: time, required: true}
                  done: {type: time, after_as_of: empty}
                  minutes: {type: number, places: 2, at_least: 0}
              - kind: checks
                zh: 检查
                record: check
                key: [check_id]
                versions: last
                time: time
                columns:
                  check_id: {type: id, required: true}
                  reader_id: {type: id, required: true}
                  time: {type: time, required: true}
                  grave: {type: code, values: {yes: 是, no: 否}}
                  share: {type: number}
                  taken: {type: number, places: 2}
            measures:
              - id: on-time
                clause: "1"
                wording: {zh: 及时率, en: Done in time}
                effective: {from: 2025-01-01}
                sort: rate
                subjects: [subject, unit, group, all]
                takes: [{kind: orders, month: accepted, met: {within: {from: accepted, to: done, limit: {days: 3}}}}]
                target: {at_least: 80}\(sort == .weighted ? "\n    weight: 70" : "")
              - id: length
                clause: "2"
                wording: {zh: 平均用时, en: Mean time}
                effective: {from: 2025-01-01}
                sort: mean
                takes: [{kind: orders, where: {minutes: present}, month: accepted, value: minutes}]
                target: {at_most: 40}
              - id: orders-taken
                clause: "3"
                wording: {zh: 受理数, en: Orders taken}
                effective: {from: 2025-01-01}
                sort: count
                takes: [{kind: orders, month: accepted}]
            \(sort == .ranged ? rules : "")
            \(sort == .none ? "" : lists)
            proposals:
              - id: cut
                clause: "7"
                wording: {zh: 扣减奖金, en: Bonus cut}
                range: {at_least: 5, at_most: 50, unit: {zh: "%", en: "%"}}
                takes: [{kind: checks, where: {grave: yes}, month: time, value: share}]
            \(sort == .none ? "" : transfer)
            register:
              - id: days
                clause: "1"
                question: {zh: 三日如何计算, en: What three days are}
                readings:
                  calendar: {zh: 三个日历日, en: Three days of any sort, apply: {measures.on-time.takes.orders.met.within.limit.days: 3}}
                  short: {zh: 一日, en: One day, apply: {measures.on-time.takes.orders.met.within.limit.days: 1}}
                in_force: calendar
                reason: {zh: 从宽, en: Mild}
                confirmed: ~
            examples: []
            """
    }
}
