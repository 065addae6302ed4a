//! Statements that travel together.

use futures_util::future::{join, join_all, join3, join4, join5};

/// Sends independent statements together over one connection, and returns the answer of each: the results and the
/// errors are kept apart, and one that fails keeps no other from being carried out.
///
/// They are given as a tuple of two to five, or, of one type, as a `Vec` of any length, and the answers come as
/// the same. All are on their way before the first answer is waited for, so that together they wait for the
/// server once; those that have still to be prepared wait for that before. In which order the server takes them is not said.
///
/// The handles must be those of a [`Connection`](crate::Connection), a
/// [`Transaction`](crate::Transaction) or a client: over a [`Pool`](crate::Pool) each statement would take a
/// connection of its own. In a transaction all of it is kept or nothing, and after an error the server refuses the
/// rest.
///
/// ```no_run
/// # use pgdc::*;
/// # async fn f<R: Unscoped + Keyed<Key = i32>>(pool: Pool) -> Result<()> {
/// let connection = pool.get().await?;
/// let table: Table<'_, R> = Table::new(&connection);
/// let (row, count, version) = together((
///     table.get(1),
///     table.count(),
///     connection.sql("SHOW server_version", ()).item::<String>(),
/// ))
/// .await;
/// println!("{} rows, {}", count?, version?);
///
/// let rows: Vec<Result<Option<R>>> = together(vec![table.get(2), table.get(3)]).await;
/// # let _ = row; Ok(()) }
/// ```
///
/// `tokio::join!` over the same futures does as much; a connection's statements that are polled together always
/// travel together.
pub async fn together<S: Together>(statements: S) -> S::Answers {
    statements.together().await
}

/// Statements for [`together`]: a tuple of two to five, or a `Vec`. Sealed.
pub trait Together: sealed::Sealed {
    /// The answer of each.
    type Answers;

    #[doc(hidden)]
    fn together(self) -> impl Future<Output = Self::Answers> + Send;
}

impl<A> Together for Vec<A>
where
    A: IntoFuture<IntoFuture: Send, Output: Send>,
{
    type Answers = Vec<A::Output>;

    fn together(self) -> impl Future<Output = Self::Answers> + Send {
        let futures: Vec<_> = self.into_iter().map(IntoFuture::into_future).collect();
        join_all(futures)
    }
}

impl<A> sealed::Sealed for Vec<A> {}

macro_rules! tuple {
    ($join:ident: $($statement:ident)+) => {
        impl<$($statement),+> Together for ($($statement,)+)
        where
            $($statement: IntoFuture<IntoFuture: Send, Output: Send>,)+
        {
            type Answers = ($($statement::Output,)+);

            #[allow(non_snake_case, reason = "each statement is named as its type")]
            fn together(self) -> impl Future<Output = Self::Answers> + Send {
                let ($($statement,)+) = self;
                $join($($statement.into_future()),+)
            }
        }

        impl<$($statement),+> sealed::Sealed for ($($statement,)+) {}
    };
}

tuple!(join: A B);
tuple!(join3: A B C);
tuple!(join4: A B C D);
tuple!(join5: A B C D E);

mod sealed {
    pub trait Sealed {}
}
