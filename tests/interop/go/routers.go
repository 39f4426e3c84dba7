package main

import (
	"fmt"

	vpc "github.com/alibabacloud-go/vpc-20160428/v6/client"
)

// place is a region with its VPC and what is made there.
type place struct {
	region, vpc, owner        string
	router, table, attachment string
}

// stateOf reads the state of the one thing that a list shows.
func stateOf(action, list string, query fields) func() string {
	return func() string { return state(rows(done(v3(a, action, query)), list)) }
}

func (here *place) createRouter(cen string) {
	made := done(v1(a, "CreateTransitRouter", map[string]string{"CenId": cen, "RegionId": here.region}))
	here.router = made["TransitRouterId"].(string)
	walk("a router", here.routerState(cen), "Creating", "Active")
	tables := done(v1(a, "ListTransitRouterRouteTables", map[string]string{
		"TransitRouterId": here.router, "TransitRouterRouteTableType": "System",
	}))
	here.table = rows(tables, "TransitRouterRouteTables")[0].(fields)["TransitRouterRouteTableId"].(string)
}

func (here *place) routerState(cen string) func() string {
	query := fields{"CenId": cen, "RegionId": here.region, "TransitRouterId": here.router}
	return stateOf("ListTransitRouters", "TransitRouters", query)
}

// attach attaches the VPC through all its vSwitches.
func (here *place) attach(cen string) error {
	answer, err := vpcOf(here.owner).DescribeVSwitches(new(vpc.DescribeVSwitchesRequest).SetRegionId(here.region).SetVpcId(here.vpc))
	check(err)
	parameters := map[string]string{
		"CenId": cen, "RegionId": here.region, "TransitRouterId": here.router, "VpcId": here.vpc, "VpcOwnerId": here.owner,
		"AutoPublishRouteEnabled": "true",
	}
	for at, vswitch := range answer.Body.VSwitches.VSwitch {
		parameters[fmt.Sprintf("ZoneMappings.%d.ZoneId", at+1)] = *vswitch.ZoneId
		parameters[fmt.Sprintf("ZoneMappings.%d.VSwitchId", at+1)] = *vswitch.VSwitchId
	}
	made, err := v1(a, "CreateTransitRouterVpcAttachment", parameters)
	if err == nil {
		here.attachment = made["TransitRouterAttachmentId"].(string)
	}
	return err
}

func (here *place) attached(kind, cen, attachment string) func() string {
	query := fields{"CenId": cen, "RegionId": here.region, "TransitRouterAttachmentId": attachment}
	return stateOf("ListTransitRouter"+kind+"Attachments", "TransitRouterAttachments", query)
}

// use lets an attachment learn from the table, and the table from it.
func (here *place) use(attachment string) {
	pair := fields{"TransitRouterAttachmentId": attachment, "TransitRouterRouteTableId": here.table}
	done(v1(a, "AssociateTransitRouterAttachmentWithRouteTable", texts(pair)))
	done(v1(a, "EnableTransitRouterRouteTablePropagation", texts(pair)))
	walk("an association", joined("Association", pair), "Associating", "Active")
	walk("a propagation", joined("Propagation", pair), "Enabling", "Active")
}

func (here *place) unuse(attachment string) {
	pair := fields{"TransitRouterAttachmentId": attachment, "TransitRouterRouteTableId": here.table}
	done(v3(a, "DisableTransitRouterRouteTablePropagation", pair))
	walk("a propagation", joined("Propagation", pair), "Disabling", "gone")
	done(v3(a, "DissociateTransitRouterAttachmentFromRouteTable", pair))
	walk("an association", joined("Association", pair), "Dissociating", "gone")
}

func joined(what string, pair fields) func() string {
	return stateOf("ListTransitRouterRouteTable"+what+"s", "TransitRouter"+what+"s", pair)
}

// playRouters builds the fourth way on transit routers and removes it.
func playRouters() {
	hub := &place{region: "cn-beijing", vpc: "vpc-a1", owner: a}
	shop := &place{region: "us-east-1", vpc: "vpc-b1", owner: b}
	places := []*place{hub, shop}
	for _, account := range []string{a, b} {
		done(v1(account, "OpenTransitRouterService", nil))
	}
	cen := createCen()
	for _, here := range places {
		here.createRouter(cen)
	}
	refused("an attachment without grant", shop.attach(cen), 409, "Forbbiden.AttachChildInstanceAcrossUid")
	grant := fields{"CenId": cen, "CenOwnerId": a, "InstanceId": "vpc-b1", "InstanceType": "VPC", "RegionId": shop.region}
	done(v1(b, "GrantInstanceToTransitRouter", texts(grant)))
	for _, here := range places {
		check(here.attach(cen))
		walk("an attachment", here.attached("Vpc", cen, here.attachment), "Attaching", "Attached")
		here.use(here.attachment)
	}
	bought := buyPackage(cen)
	link := done(v1(a, "CreateTransitRouterPeerAttachment", map[string]string{
		"CenId": cen, "RegionId": hub.region, "TransitRouterId": hub.router, "PeerTransitRouterId": shop.router,
		"PeerTransitRouterRegionId": shop.region, "BandwidthType": "BandwidthPackage", "CenBandwidthPackageId": bought, "Bandwidth": "15",
		"AutoPublishRouteEnabled": "true",
	}))["TransitRouterAttachmentId"].(string)
	walk("the link", hub.attached("Peer", cen, link), "Attaching", "Attached")
	for _, here := range places {
		here.use(link)
	}
	removeRouters(cen, bought, link, places, grant)
}

func removeRouters(cen, bought, link string, places []*place, grant fields) {
	for _, here := range places {
		here.unuse(link)
		here.unuse(here.attachment)
	}
	done(v3(a, "DeleteTransitRouterPeerAttachment", fields{"TransitRouterAttachmentId": link}))
	walk("the link", places[0].attached("Peer", cen, link), "Detaching", "gone")
	for _, here := range places {
		done(v3(a, "DeleteTransitRouterVpcAttachment", fields{"TransitRouterAttachmentId": here.attachment}))
		walk("an attachment", here.attached("Vpc", cen, here.attachment), "Detaching", "gone")
	}
	done(v3(b, "RevokeInstanceFromTransitRouter", grant))
	for _, here := range places {
		done(v3(a, "DeleteTransitRouter", fields{"TransitRouterId": here.router}))
		walk("a router", here.routerState(cen), "Deleting", "gone")
	}
	dropPackage(cen, bought)
	deleteCen(cen)
}
