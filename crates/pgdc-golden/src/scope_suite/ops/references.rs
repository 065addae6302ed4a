//! Foreign keys, from rows of whatever tenant.

use pgdc::Table;

use super::operations;
use crate::scope_suite::hand::{Hand, Outcome, said, sorted};
use crate::scope_suite::subject::Subject;
use crate::tickets::{Tenant, Ticket, TicketComment};

operations! {
    fn of_tickets() of "ticket" {
        parent ["Reference::parent"],
        children ["Reference::children"],
        parents ["Reference::parents"],
        children_of ["Reference::children_of"],
        tenants ["Reference::parents"],
    }
}

fn any<R: Subject>(hand: &Hand<'_>) -> R {
    R::draw(hand, hand.any_tenant())
}

fn several<R: Subject>(hand: &Hand<'_>) -> Vec<R> {
    (0..5).map(|_| any(hand)).collect()
}

async fn parent(hand: &Hand<'_>) -> Outcome {
    let comment = any::<TicketComment>(hand);
    said(TicketComment::TO_TICKET.parent(&comment, &hand.of::<Ticket>()).optional().await)
}

async fn children(hand: &Hand<'_>) -> Outcome {
    let ticket = any::<Ticket>(hand);
    sorted(TicketComment::TO_TICKET.children(&ticket, &hand.of::<TicketComment>()).all().await)
}

async fn parents(hand: &Hand<'_>) -> Outcome {
    let comments = several::<TicketComment>(hand);
    said(TicketComment::TO_TICKET.parents(&comments, &hand.of::<Ticket>()).await)
}

async fn children_of(hand: &Hand<'_>) -> Outcome {
    let tickets = several::<Ticket>(hand);
    said(TicketComment::TO_TICKET.children_of(&tickets, &hand.of::<TicketComment>()).await)
}

async fn tenants(hand: &Hand<'_>) -> Outcome {
    let tenants = hand.narrow(&Table::on(hand.link), Tenant::TENANT_ID, hand.tenant);
    said(Ticket::TO_TENANT.parents(&several::<Ticket>(hand), &tenants).await)
}
