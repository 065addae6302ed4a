//! Random bulk writes against a model: what a row does not set stays as it was.

use std::collections::BTreeMap;

use pgdc::types::Json;
use pgdc::{Keyed as _, Set, set, unset};
use pgdc_golden::tickets::{Db, NewTicket, Ticket, TicketKey, TicketPatch, TicketStatus};

use crate::scope::two_tenants;

type Model = BTreeMap<TicketKey, Ticket>;

fn field<T>(random: &mut fastrand::Rng, value: T) -> Set<T> {
    match random.u8(..4) {
        0 => Set::Default,
        1 => set(value),
        _ => Set::Unset,
    }
}

fn optional<T>(random: &mut fastrand::Rng, value: T) -> Set<Option<T>> {
    if random.u8(..5) == 0 { Set::Value(None) } else { field(random, Some(value)) }
}

/// Whatever subset of columns, of NULLs, defaults and values.
fn patch(random: &mut fastrand::Rng) -> TicketPatch {
    let n = random.i16(1..=5);
    let status = random.choice([TicketStatus::InProgress, TicketStatus::Done]).unwrap();
    TicketPatch {
        title: if random.bool() { set(format!("title {n}")) } else { Set::Unset },
        status: field(random, status),
        priority: field(random, n),
        labels: field(random, vec![Some(n.to_string()), None]),
        meta: optional(random, Json::from(n)),
        due: optional(random, time::macros::date!(2026 - 01 - 01)),
        ..unset()
    }
}

fn apply(ticket: &mut Ticket, patch: &TicketPatch) {
    fn put<T: Clone>(field: &mut T, set: &Set<T>, default: T) {
        match set {
            Set::Value(value) => *field = value.clone(),
            Set::Default => *field = default,
            _ => {}
        }
    }
    put(&mut ticket.title, &patch.title, String::new());
    put(&mut ticket.status, &patch.status, TicketStatus::Open);
    put(&mut ticket.priority, &patch.priority, 3);
    put(&mut ticket.labels, &patch.labels, vec![]);
    put(&mut ticket.meta, &patch.meta, None);
    put(&mut ticket.due, &patch.due, None);
}

/// Some of the keys of a tenant, in any order.
fn some_keys(random: &mut fastrand::Rng, tenant_id: i32) -> Vec<TicketKey> {
    let mut numbers: Vec<i32> = (1..=8).collect();
    random.shuffle(&mut numbers);
    numbers.truncate(random.usize(..=8));
    numbers.into_iter().map(|number| TicketKey { tenant_id, number }).collect()
}

#[tokio::test]
async fn random_bulk_writes_do_what_they_say() {
    let connection = two_tenants().await;
    let all = Db::new(&connection).ticket();
    let stored = async || -> Model {
        all.all().await.unwrap().into_iter().map(|ticket| (ticket.key(), ticket)).collect()
    };
    let mut model = stored().await;
    for seed in 0..250 {
        let random = &mut fastrand::Rng::with_seed(seed);
        let tenant = *random.choice(&[7, 8]).unwrap();
        let mine = all.xtra(Ticket::TENANT_ID, tenant);
        let asked = if random.u8(..10) == 0 { 15 - tenant } else { tenant };
        let keys = some_keys(random, asked);
        let is_there = keys.iter().all(|key| key.tenant_id == tenant && model.contains_key(key));
        match random.u8(..4) {
            0 => {
                let patches: Vec<_> = keys.iter().map(|key| (*key, patch(random))).collect();
                match mine.patch_many(patches.clone()).await {
                    Ok(rows) => {
                        assert!(is_there, "{seed}");
                        for (row, (key, patch)) in rows.iter().zip(&patches) {
                            let expected = model.get_mut(key).unwrap();
                            apply(expected, patch);
                            assert_eq!(row, expected, "{seed}");
                        }
                    }
                    Err(error) => assert!(error.is_not_found() && !is_there, "{seed}: {error}"),
                }
            }
            1 => {
                let rows: Vec<_> = keys.iter().filter_map(|key| model.get(key).cloned()).collect();
                let changed = |mut row: Ticket| {
                    apply(&mut row, &patch(random));
                    row
                };
                let rows: Vec<_> = rows.into_iter().map(changed).collect();
                let is_mine = rows.iter().all(|row| row.tenant_id == tenant);
                match mine.update_many(&rows).await {
                    Ok(updated) => {
                        assert_eq!(updated, rows, "{seed}");
                        model.extend(rows.into_iter().map(|row| (row.key(), row)));
                    }
                    Err(error) => {
                        assert!(error.is_scope_violation() && !is_mine, "{seed}: {error}")
                    }
                }
            }
            2 => {
                let new = |key: &TicketKey| {
                    let (tenant_id, number) = (key.tenant_id, key.number);
                    NewTicket { tenant_id, number, title: format!("seed {seed}") }
                };
                let patches: Vec<_> = keys
                    .iter()
                    .map(|_| TicketPatch { title: Set::Unset, ..patch(random) })
                    .collect();
                let rows =
                    keys.iter().zip(&patches).map(|(key, patch)| new(key).with(patch.clone()));
                match mine.upsert_many(rows.collect()).await {
                    Ok(rows) => {
                        assert_eq!(rows.len(), keys.len(), "{seed}");
                        for (row, (key, patch)) in rows.into_iter().zip(keys.iter().zip(&patches)) {
                            assert_eq!(row.is_inserted(), !model.contains_key(key), "{seed}");
                            let row = row.into_row();
                            let expected = model.entry(*key).or_insert_with(|| Ticket {
                                tenant_id: key.tenant_id,
                                number: key.number,
                                title: String::new(),
                                status: TicketStatus::Open,
                                priority: 3,
                                labels: vec![],
                                meta: None,
                                due: None,
                                created_at: row.created_at,
                            });
                            expected.title = format!("seed {seed}");
                            apply(expected, patch);
                            assert_eq!(&row, expected, "{seed}");
                        }
                    }
                    Err(error) => {
                        assert!(error.is_scope_violation(), "{seed}: {error}");
                        assert!(keys.iter().any(|key| key.tenant_id != tenant), "{seed}");
                    }
                }
            }
            _ => {
                let keys = &keys[..keys.len().min(2)];
                let is_there = keys.iter().all(|k| k.tenant_id == tenant && model.contains_key(k));
                match mine.delete_many(keys.to_vec()).await {
                    Ok(rows) => {
                        let expected: Vec<_> =
                            keys.iter().filter_map(|key| model.remove(key)).collect();
                        assert_eq!(rows, expected, "{seed}");
                    }
                    Err(error) => assert!(error.is_not_found() && !is_there, "{seed}: {error}"),
                }
            }
        }
        assert_eq!(stored().await, model, "{seed}");
    }
}
