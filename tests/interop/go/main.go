// Plays the fourth way, two regions and two accounts, and its removal with the vendor's Go clients:
//
//	play basic|enterprise http://127.0.0.1:8787
//
// What is built is built with the older client, which signs with V1; what is removed is removed with the current one, which signs with V3;
// networks are granted and read with the VPC API's own current package. The server must be `cen simulate --seed world.yaml --pace reads:1`, or
// world-enterprise.yaml. A proxy and certificates are those of the environment: HTTP_PROXY, SSL_CERT_FILE.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"reflect"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	openapiutil "github.com/alibabacloud-go/darabonba-openapi/v2/utils"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"
	vpc "github.com/alibabacloud-go/vpc-20160428/v6/client"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
)

const (
	a = "1000000000000001"
	b = "1000000000000002"
	// The most reads until a state must have come.
	mostReads = 10
	// Every class of character that the signature's encoding knows.
	description = "a*b+c d/~é中 50% &=?!'()"
)

var (
	server  *url.URL
	secrets = map[string][2]string{a: {"LTAIfakeA0000001", "secretA"}, b: {"LTAIfakeB0000001", "secretB"}}
)

// fields are the parameters of a call, or an object of an answer.
type fields = map[string]any

// check ends the play if something went wrong.
func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// equal ends the play if two values differ.
func equal(what string, got, wanted any) {
	if !reflect.DeepEqual(got, wanted) {
		check(fmt.Errorf("%s: %v instead of %v", what, got, wanted))
	}
}

// v1 calls CBN with the older client.
func v1(account, action string, parameters map[string]string) (fields, error) {
	return v1As(secrets[account], action, parameters)
}

func v1As(key [2]string, action string, parameters map[string]string) (fields, error) {
	client, err := sdk.NewClientWithAccessKey("cn-hangzhou", key[0], key[1])
	check(err)
	request := requests.NewCommonRequest()
	request.Method, request.Scheme, request.Domain = "POST", server.Scheme, server.Host
	request.Version, request.ApiName = "2017-09-12", action
	for name, value := range parameters {
		request.QueryParams[name] = value
	}
	answer, err := client.ProcessCommonRequest(request)
	if err != nil {
		return nil, err
	}
	read := fields{}
	check(json.Unmarshal(answer.GetHttpContentBytes(), &read))
	return read, nil
}

func config(key [2]string) *openapiutil.Config {
	return &openapiutil.Config{
		AccessKeyId: &key[0], AccessKeySecret: &key[1], Endpoint: &server.Host, Protocol: &server.Scheme,
	}
}

// v3 calls CBN with the current client by the action's name, as one does whose product has no package of its own.
func v3(account, action string, query fields) (fields, error) {
	return v3As(secrets[account], action, query)
}

func v3As(key [2]string, action string, query fields) (fields, error) {
	client, err := openapi.NewClient(config(key))
	check(err)
	params := &openapiutil.Params{
		Action: &action, Version: dara.String("2017-09-12"), Protocol: dara.String(server.Scheme), Pathname: dara.String("/"),
		Method: dara.String("POST"), AuthType: dara.String("AK"), Style: dara.String("RPC"),
		ReqBodyType: dara.String("formData"), BodyType: dara.String("json"),
	}
	answer, err := client.CallApi(params, &openapiutil.OpenApiRequest{Query: openapiutil.Query(query)}, &dara.RuntimeOptions{})
	if err != nil {
		return nil, err
	}
	// The numbers of the answer are of a type of the client's own.
	text, err := json.Marshal(answer["body"])
	check(err)
	read := fields{}
	check(json.Unmarshal(text, &read))
	return read, nil
}

// done calls as v1 or v3 do, and must not be refused.
func done(answer fields, err error) fields {
	check(err)
	return answer
}

// refused checks with what an error refuses.
func refused(what string, err error, status int, code string) {
	var old *sdkerrors.ServerError
	var current *tea.SDKError
	switch {
	case errors.As(err, &old):
		equal(what, []any{old.HttpStatus(), old.ErrorCode()}, []any{status, code})
	case errors.As(err, &current):
		equal(what, []any{*current.StatusCode, *current.Code}, []any{status, code})
	default:
		check(fmt.Errorf("%s: not refused but: %v", what, err))
	}
}

// rows finds a list in an answer.
func rows(answer fields, path ...string) []any {
	for _, name := range path[:len(path)-1] {
		answer = answer[name].(fields)
	}
	return answer[path[len(path)-1]].([]any)
}

// state is that of the first row, or of none.
func state(list []any) string {
	if len(list) == 0 {
		return "gone"
	}
	return list[0].(fields)["Status"].(string)
}

// walk reads until the last of the wanted states, and checks what it saw on the way.
func walk(what string, read func() string, wanted ...string) {
	var seen []string
	for range mostReads {
		now := read()
		if len(seen) == 0 || seen[len(seen)-1] != now {
			seen = append(seen, now)
		}
		if now == wanted[len(wanted)-1] {
			break
		}
	}
	equal(what, seen, wanted)
}

func cenState() string {
	return state(rows(done(v3(a, "DescribeCens", fields{})), "Cens", "Cen"))
}

func packageState() string {
	answer := done(v3(a, "DescribeCenBandwidthPackages", fields{}))
	return state(rows(answer, "CenBandwidthPackages", "CenBandwidthPackage"))
}

// createCen makes a CEN and waits for it.
func createCen() string {
	made := done(v1(a, "CreateCen", map[string]string{
		"Name": "ocean", "Description": description, "Tag.1.Key": "team", "Tag.1.Value": "net work",
	}))
	walk("the new CEN", cenState, "Creating", "Active")
	cen := rows(done(v3(a, "DescribeCens", fields{})), "Cens", "Cen")[0].(fields)
	tag := rows(cen, "Tags", "Tag")[0].(fields)
	equal("the CEN", []any{cen["Description"], tag["Value"]}, []any{description, "net work"})
	return made["CenId"].(string)
}

// buyPackage makes a package and associates it.
func buyPackage(cen string) string {
	made := done(v1(a, "CreateCenBandwidthPackage", map[string]string{
		"GeographicRegionAId": "China", "GeographicRegionBId": "North-America", "Bandwidth": "20", "BandwidthPackageChargeType": "POSTPAY",
	}))["CenBandwidthPackageId"].(string)
	walk("the new package", packageState, "gone", "Idle")
	done(v1(a, "AssociateCenBandwidthPackage", map[string]string{"CenId": cen, "CenBandwidthPackageId": made}))
	walk("the package on its way to the CEN", packageState, "Idle", "InUse")
	return made
}

func dropPackage(cen, id string) {
	done(v3(a, "UnassociateCenBandwidthPackage", fields{"CenId": cen, "CenBandwidthPackageId": id}))
	walk("the package on its way from the CEN", packageState, "InUse", "Idle")
	done(v3(a, "DeleteCenBandwidthPackage", fields{"CenBandwidthPackageId": id}))
}

func deleteCen(cen string) {
	done(v3(a, "DeleteCen", fields{"CenId": cen}))
	walk("the CEN", cenState, "Deleting", "gone")
}

func whoMayEnter() {
	wrong := [2]string{secrets[a][0], "wrong"}
	_, err := v1As(wrong, "DescribeCens", nil)
	refused("a wrong secret under V1", err, 400, "SignatureDoesNotMatch")
	_, err = v3As(wrong, "DescribeCens", fields{})
	refused("a wrong secret under V3", err, 400, "SignatureDoesNotMatch")
	_, err = v3As([2]string{"LTAInobody", "s"}, "DescribeCens", fields{})
	refused("an unknown key", err, 404, "InvalidAccessKeyId.NotFound")
	temporary := config([2]string{"STS.fakeB0000001", "secretOfTheHour"}).SetType("sts").SetSecurityToken("CAIS+token/of=the hour")
	client, err := vpc.NewClient(temporary)
	check(err)
	answer, err := client.DescribeVpcs(new(vpc.DescribeVpcsRequest).SetRegionId("us-east-1"))
	check(err)
	seen := answer.Body.Vpcs.Vpc[0]
	equal("the VPC of B", []any{*seen.VpcId, *seen.CidrBlock}, []any{"vpc-b1", "10.2.0.0/16"})
}

func vpcOf(account string) *vpc.Client {
	client, err := vpc.NewClient(config(secrets[account]))
	check(err)
	return client
}

func main() {
	if len(os.Args) != 3 {
		check(errors.New("usage: play basic|enterprise URL"))
	}
	var err error
	server, err = url.Parse(os.Args[2])
	check(err)
	if os.Args[1] == "enterprise" {
		playRouters()
	} else {
		whoMayEnter()
		playBasic()
	}
	fmt.Println("played")
}
