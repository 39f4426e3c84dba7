//! What changed in a world since it was last saved: what is appended to its file, and merged again when that is read.

use serde::{Deserialize, Serialize};

use crate::world::map::Map;
use crate::world::noted::Noted;
use crate::world::part::{Damage, Part};
use crate::world::{
    Account, Assumptions, Attachment, Cen, Child, Grant, HealthCheck, Limit, ListedPrice, Network,
    Package, RouteMap, Router, Rules, ServiceRoute, StaticEntry, Table, TokenUse, Transition,
    VSwitch, World, ZoneRoute,
};

/// Parts that are saved as a whole when something in them changes: each is small, however large the world is.
macro_rules! small {
    ($($type:ty $(, by $group:expr)?;)*) => { $(
        impl Part for $type {
            type Change = Self;

            fn take_change(&mut self) -> Option<Self> {
                Some(self.clone())
            }

            fn forget_changes(&mut self) {}

            fn merge(&mut self, change: Self) -> Result<(), Damage> {
                *self = change;
                Ok(())
            }

            $(
                fn group(&self) -> Option<&str> {
                    let group: fn(&Self) -> Option<&str> = $group;
                    group(self)
                }
            )?
        }
    )* };
}

small! {
    ();
    String;
    Account;
    Attachment, by |attachment| attachment.network();
    Child;
    Grant, by |grant| Some(&grant.network);
    HealthCheck;
    Limit;
    Network;
    Package;
    RouteMap;
    ServiceRoute;
    StaticEntry;
    TokenUse;
    Transition;
    VSwitch, by |vswitch| Some(&vswitch.vpc);
    ZoneRoute;
}

/// Parts that hold other ones, which are saved by themselves; all else in them is saved together.
macro_rules! large {
    ($type:ident, $change:ident { $($part:ident: $($path:ident).+: $of:ty,)* }) => {
        #[derive(Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $change {
            /// All but the parts, which are empty in it.
            own: $type,
            $(
                #[serde(default, skip_serializing_if = "Option::is_none")]
                $part: Option<<$of as Part>::Change>,
            )*
        }

        impl Part for $type {
            type Change = $change;

            fn take_change(&mut self) -> Option<$change> {
                $( let mut $part: $of = std::mem::take(&mut self.$($path).+); )*
                let own = self.clone();
                let change = $change { own, $( $part: $part.take_change(), )* };
                $( self.$($path).+ = $part; )*
                Some(change)
            }

            fn forget_changes(&mut self) {
                $( self.$($path).+.forget_changes(); )*
            }

            fn merge(&mut self, change: $change) -> Result<(), Damage> {
                let before = std::mem::replace(self, change.own);
                $( self.$($path).+ = before.$($path).+; )*
                $( change.$part.map_or(Ok(()), |change| self.$($path).+.merge(change))?; )*
                Ok(())
            }
        }
    };
}

large!(World, WorldChange {
    accounts: accounts: Map<Account>,
    networks: networks: Map<Network>,
    cens: cens: Map<Cen>,
    packages: packages: Map<Package>,
    grants: grants: Map<Grant>,
    vswitches: vswitches: Map<VSwitch>,
    assumptions: assumptions: Noted<Assumptions>,
    transitions: transitions: Map<Transition>,
    tokens: tokens: Map<TokenUse>,
    rules: rules: Noted<Rules>,
    gone: gone: Map<String>,
    prices: prices: Noted<Vec<ListedPrice>>,
});

large!(Cen, CenChange {
    children: children: Map<Child>,
    former: former: Map<()>,
    limits: limits: Map<Limit>,
    routers: routers: Map<Router>,
    attachments: attachments: Map<Attachment>,
    route_maps: routing.route_maps: Map<RouteMap>,
    zones: routing.zones: Map<ZoneRoute>,
    services: routing.services: Map<ServiceRoute>,
    health_checks: routing.health_checks: Map<HealthCheck>,
});

large!(Router, RouterChange {
    tables: tables: Map<Table>,
});

large!(Table, TableChange {
    associations: associations: Map<String>,
    propagations: propagations: Map<String>,
    entries: entries: Map<StaticEntry>,
});
