package main

import vpc "github.com/alibabacloud-go/vpc-20160428/v6/client"

var children = []fields{
	{"ChildInstanceId": "vpc-a1", "ChildInstanceType": "VPC", "ChildInstanceRegionId": "cn-beijing", "ChildInstanceOwnerId": a},
	{"ChildInstanceId": "vpc-b1", "ChildInstanceType": "VPC", "ChildInstanceRegionId": "us-east-1", "ChildInstanceOwnerId": b},
}

// of adds the CEN to the parameters of a child.
func of(cen string, child fields) fields {
	all := fields{"CenId": cen}
	for name, value := range child {
		all[name] = value
	}
	return all
}

// texts are the same parameters for the older client.
func texts(parameters fields) map[string]string {
	all := map[string]string{}
	for name, value := range parameters {
		all[name] = value.(string)
	}
	return all
}

func childState(cen string, child fields) string {
	asked := of(cen, child)
	delete(asked, "ChildInstanceOwnerId")
	answer, err := v3(a, "DescribeCenAttachedChildInstanceAttribute", asked)
	if err != nil {
		refused("a child that is gone", err, 400, "ParameterInstanceId")
		return "gone"
	}
	return answer["Status"].(string)
}

func limitState(cen string) string {
	answer := done(v3(a, "DescribeCenInterRegionBandwidthLimits", fields{"CenId": cen, "PageSize": 50}))
	return state(rows(answer, "CenInterRegionBandwidthLimits", "CenInterRegionBandwidthLimit"))
}

// playBasic builds the fourth way and removes it.
func playBasic() {
	cen := createCen()
	_, err := v3(a, "AttachCenChildInstance", of(cen, children[1]))
	refused("an attachment without grant", err, 409, "Forbbiden.AttachChildInstanceAcrossUid")
	lender := vpcOf(b)
	_, err = lender.GrantInstanceToCen(new(vpc.GrantInstanceToCenRequest).
		SetRegionId("us-east-1").SetCenId(cen).SetCenOwnerId(1000000000000001).SetInstanceId("vpc-b1").SetInstanceType("VPC"))
	check(err)
	for _, child := range children {
		done(v1(a, "AttachCenChildInstance", texts(of(cen, child))))
		walk("a child", func() string { return childState(cen, child) }, "Attaching", "Attached")
	}
	bought := buyPackage(cen)
	done(v1(a, "SetCenInterRegionBandwidthLimit", map[string]string{
		"CenId": cen, "LocalRegionId": "us-east-1", "OppositeRegionId": "cn-beijing", "BandwidthLimit": "15",
	}))
	limit := func() string { return limitState(cen) }
	walk("the limit", limit, "Modifying", "Active")

	done(v3(a, "SetCenInterRegionBandwidthLimit", fields{
		"CenId": cen, "LocalRegionId": "cn-beijing", "OppositeRegionId": "us-east-1", "BandwidthLimit": 0,
	}))
	walk("the limit", limit, "Modifying", "gone")
	dropPackage(cen, bought)
	for _, child := range children {
		done(v3(a, "DetachCenChildInstance", of(cen, child)))
		walk("a child", func() string { return childState(cen, child) }, "Detaching", "gone")
	}
	_, err = lender.RevokeInstanceFromCen(new(vpc.RevokeInstanceFromCenRequest).
		SetRegionId("us-east-1").SetCenId(cen).SetCenOwnerId(1000000000000001).SetInstanceId("vpc-b1").SetInstanceType("VPC"))
	check(err)
	rules, err := lender.DescribeGrantRulesToCen(new(vpc.DescribeGrantRulesToCenRequest).
		SetRegionId("us-east-1").SetInstanceId("vpc-b1").SetInstanceType("VPC"))
	check(err)
	equal("the grants", len(rules.Body.CenGrantRules.CbnGrantRule), 0)
	deleteCen(cen)
}
