-- The scores of September 2026 as the rules of the pack give them, from the views members, calls, messages,
-- tickets, commendations, complaints and inspections. An exact repeat is dropped by "select distinct".

with events as (
    -- what a record costs or brings, and what it counts as
    select distinct call_id, member_id,
           case when purpose = 'private' and outcome = 'answered' then -20
                when outcome in ('missed', 'refused') and affected_work = 'yes' then -3
                else 0 end as points,
           purpose = 'consult' and outcome = 'answered' as consultation,
           purpose = 'notify' and outcome = 'answered' as information,
           false as ticket
    from calls
    where time >= '2026-09-01' and time < '2026-10-01'
  union all
    select distinct message_id, member_id,
           case when purpose = 'private' and status = 'sent' then -20
                when purpose in ('outage', 'restore', 'arrears', 'knowledge') and status <> 'sent' then -2
                else 0 end,
           purpose = 'consult' and status = 'sent',
           purpose in ('outage', 'restore', 'arrears', 'knowledge') and status = 'sent',
           false
    from messages
    where time >= '2026-09-01' and time < '2026-10-01'
  union all
    -- posted in the month it was opened or due in, counted in the month it was closed in
    select distinct ticket_id, member_id,
           case when appointment = 'broken' and opened >= '2026-09-01' and opened < '2026-10-01' then -3 else 0 end
           + case when kind = 'key_task' and due >= '2026-09-01' and due < '2026-10-01'
                   and (closed is null or closed >= due + interval 1 day) then -2 else 0 end,
           kind = 'consult_visit' and signed = 'yes' and closed >= '2026-09-01' and closed < '2026-10-01',
           false,
           kind <> 'key_task' and closed >= '2026-09-01' and closed < '2026-10-01'
    from tickets
  union all
    select distinct commendation_id, member_id, case kind when 'promoted' then 5 when 'banner' then 3 else 1 end, false, false, false
    from commendations
    where time >= '2026-09-01' and time < '2026-10-01'
      and (kind <> 'proactive' or (evidence <> '' and confirmed_by <> ''))
  union all
    select distinct complaint_id, member_id, -10, false, false, false
    from complaints
    where status = 'verified' and decided >= '2026-09-01' and decided < '2026-10-01'
  union all
    select distinct inspection_id, member_id,
           case item when 'private_use' then -20 when 'misconduct' then -5 when 'unreachable' then -3 when 'appointment' then -3 else -2 end,
           false, false, false
    from inspections
    where time >= '2026-09-01' and time < '2026-10-01'
),
sums as (
    select member_id,
           sum(points) filter (points < 0) as deductions,
           sum(points) filter (points > 0) as bonuses,
           count_if(consultation) as consultations,
           count_if(information) as information,
           count_if(ticket) as tickets
    from events
    group by member_id
),
-- who is active in the month, with the department of the last active day in it
roster as (
    select member_id, department
    from members
    where coalesce(start_date, '2026-09-30') <= '2026-09-30' and coalesce(end_date, '2026-09-01') >= '2026-09-01'
    qualify row_number() over (
        partition by member_id
        order by least(coalesce(end_date, '2026-09-30'), '2026-09-30') desc, start_date desc nulls last) = 1
),
-- equal counts share a rank, and the next ones are skipped
ranks as (
    select member_id, department,
           coalesce(deductions, 0) as deductions,
           coalesce(bonuses, 0) as bonuses,
           coalesce(consultations, 0) as consultations,
           coalesce(information, 0) as information,
           coalesce(tickets, 0) as tickets,
           rank() over (partition by department order by coalesce(consultations, 0) desc) as consultations_rank,
           rank() over (partition by department order by coalesce(information, 0) desc) as information_rank,
           rank() over (partition by department order by coalesce(tickets, 0) desc) as tickets_rank
    from roster left join sums using (member_id)
),
awards as (
    select *,
           case when consultations = 0 then 0 else coalesce([5, 3, 2][consultations_rank], 0) end
           + case when information = 0 then 0 else coalesce([5, 3, 2][information_rank], 0) end
           + case when tickets = 0 then 0 else coalesce([5, 3, 2][tickets_rank], 0) end as ranking_bonus
    from ranks
)
select member_id, deductions, bonuses, ranking_bonus,
       greatest(100 + deductions + bonuses + ranking_bonus, 0) as score,
       consultations, information, tickets
from awards
order by member_id
