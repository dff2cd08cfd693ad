/*
The card of the Fall detection integration, made from card/. It holds Lit, which has this licence:

BSD 3-Clause License

Copyright (c) 2017 Google LLC. All rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this
   list of conditions and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice,
   this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution.

3. Neither the name of the copyright holder nor the names of its
   contributors may be used to endorse or promote products derived from
   this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.*/
var K=globalThis,j=K.ShadowRoot&&(K.ShadyCSS===void 0||K.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,te=Symbol(),$e=new WeakMap,O=class{constructor(e,t,i){if(this._$cssResult$=!0,i!==te)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(j&&e===void 0){let i=t!==void 0&&t.length===1;i&&(e=$e.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),i&&$e.set(t,e))}return e}toString(){return this.cssText}},Se=o=>new O(typeof o=="string"?o:o+"",void 0,te),y=(o,...e)=>{let t=o.length===1?o[0]:e.reduce((i,n,s)=>i+(r=>{if(r._$cssResult$===!0)return r.cssText;if(typeof r=="number")return r;throw Error("Value passed to 'css' function must be a 'css' function result: "+r+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+o[s+1],o[0]);return new O(t,o,te)},Ae=(o,e)=>{if(j)o.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let i=document.createElement("style"),n=K.litNonce;n!==void 0&&i.setAttribute("nonce",n),i.textContent=t.cssText,o.appendChild(i)}},ie=j?o=>o:o=>o instanceof CSSStyleSheet?(e=>{let t="";for(let i of e.cssRules)t+=i.cssText;return Se(t)})(o):o;var{is:ut,defineProperty:ft,getOwnPropertyDescriptor:gt,getOwnPropertyNames:_t,getOwnPropertySymbols:yt,getPrototypeOf:wt}=Object,q=globalThis,ke=q.trustedTypes,vt=ke?ke.emptyScript:"",bt=q.reactiveElementPolyfillSupport,D=(o,e)=>o,ne={toAttribute(o,e){switch(e){case Boolean:o=o?vt:null;break;case Object:case Array:o=o==null?o:JSON.stringify(o)}return o},fromAttribute(o,e){let t=o;switch(e){case Boolean:t=o!==null;break;case Number:t=o===null?null:Number(o);break;case Object:case Array:try{t=JSON.parse(o)}catch{t=null}}return t}},Ne=(o,e)=>!ut(o,e),Ee={attribute:!0,type:String,converter:ne,reflect:!1,useDefault:!1,hasChanged:Ne};Symbol.metadata??=Symbol("metadata"),q.litPropertyMetadata??=new WeakMap;var w=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=Ee){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let i=Symbol(),n=this.getPropertyDescriptor(e,i,t);n!==void 0&&ft(this.prototype,e,n)}}static getPropertyDescriptor(e,t,i){let{get:n,set:s}=gt(this.prototype,e)??{get(){return this[t]},set(r){this[t]=r}};return{get:n,set(r){let l=n?.call(this);s?.call(this,r),this.requestUpdate(e,l,i)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Ee}static _$Ei(){if(this.hasOwnProperty(D("elementProperties")))return;let e=wt(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(D("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(D("properties"))){let t=this.properties,i=[..._t(t),...yt(t)];for(let n of i)this.createProperty(n,t[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[i,n]of t)this.elementProperties.set(i,n)}this._$Eh=new Map;for(let[t,i]of this.elementProperties){let n=this._$Eu(t,i);n!==void 0&&this._$Eh.set(n,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let i=new Set(e.flat(1/0).reverse());for(let n of i)t.unshift(ie(n))}else e!==void 0&&t.push(ie(e));return t}static _$Eu(e,t){let i=t.attribute;return i===!1?void 0:typeof i=="string"?i:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let i of t.keys())this.hasOwnProperty(i)&&(e.set(i,this[i]),delete this[i]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Ae(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,i){this._$AK(e,i)}_$ET(e,t){let i=this.constructor.elementProperties.get(e),n=this.constructor._$Eu(e,i);if(n!==void 0&&i.reflect===!0){let s=(i.converter?.toAttribute!==void 0?i.converter:ne).toAttribute(t,i.type);this._$Em=e,s==null?this.removeAttribute(n):this.setAttribute(n,s),this._$Em=null}}_$AK(e,t){let i=this.constructor,n=i._$Eh.get(e);if(n!==void 0&&this._$Em!==n){let s=i.getPropertyOptions(n),r=typeof s.converter=="function"?{fromAttribute:s.converter}:s.converter?.fromAttribute!==void 0?s.converter:ne;this._$Em=n;let l=r.fromAttribute(t,s.type);this[n]=l??this._$Ej?.get(n)??l,this._$Em=null}}requestUpdate(e,t,i,n=!1,s){if(e!==void 0){let r=this.constructor;if(n===!1&&(s=this[e]),i??=r.getPropertyOptions(e),!((i.hasChanged??Ne)(s,t)||i.useDefault&&i.reflect&&s===this._$Ej?.get(e)&&!this.hasAttribute(r._$Eu(e,i))))return;this.C(e,t,i)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:i,reflect:n,wrapped:s},r){i&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,r??t??this[e]),s!==!0||r!==void 0)||(this._$AL.has(e)||(this.hasUpdated||i||(t=void 0),this._$AL.set(e,t)),n===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[n,s]of this._$Ep)this[n]=s;this._$Ep=void 0}let i=this.constructor.elementProperties;if(i.size>0)for(let[n,s]of i){let{wrapped:r}=s,l=this[n];r!==!0||this._$AL.has(n)||l===void 0||this.C(n,void 0,s,l)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(i=>i.hostUpdate?.()),this.update(t)):this._$EM()}catch(i){throw e=!1,this._$EM(),i}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};w.elementStyles=[],w.shadowRootOptions={mode:"open"},w[D("elementProperties")]=new Map,w[D("finalized")]=new Map,bt?.({ReactiveElement:w}),(q.reactiveElementVersions??=[]).push("2.1.2");var ce=globalThis,Re=o=>o,V=ce.trustedTypes,Te=V?V.createPolicy("lit-html",{createHTML:o=>o}):void 0,Ue="$lit$",x=`lit$${Math.random().toFixed(9).slice(2)}$`,Fe="?"+x,xt=`<${Fe}>`,k=document,U=()=>k.createComment(""),F=o=>o===null||typeof o!="object"&&typeof o!="function",he=Array.isArray,$t=o=>he(o)||typeof o?.[Symbol.iterator]=="function",oe=`[ 	
\f\r]`,P=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,He=/-->/g,Ce=/>/g,S=RegExp(`>|${oe}(?:([^\\s"'>=/]+)(${oe}*=${oe}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Oe=/'/g,De=/"/g,Me=/^(?:script|style|textarea|title)$/i,pe=o=>(e,...t)=>({_$litType$:o,strings:e,values:t}),c=pe(1),ii=pe(2),ni=pe(3),E=Symbol.for("lit-noChange"),d=Symbol.for("lit-nothing"),Pe=new WeakMap,A=k.createTreeWalker(k,129);function Le(o,e){if(!he(o)||!o.hasOwnProperty("raw"))throw Error("invalid template strings array");return Te!==void 0?Te.createHTML(e):e}var St=(o,e)=>{let t=o.length-1,i=[],n,s=e===2?"<svg>":e===3?"<math>":"",r=P;for(let l=0;l<t;l++){let a=o[l],h,m,p=-1,_=0;for(;_<a.length&&(r.lastIndex=_,m=r.exec(a),m!==null);)_=r.lastIndex,r===P?m[1]==="!--"?r=He:m[1]!==void 0?r=Ce:m[2]!==void 0?(Me.test(m[2])&&(n=RegExp("</"+m[2],"g")),r=S):m[3]!==void 0&&(r=S):r===S?m[0]===">"?(r=n??P,p=-1):m[1]===void 0?p=-2:(p=r.lastIndex-m[2].length,h=m[1],r=m[3]===void 0?S:m[3]==='"'?De:Oe):r===De||r===Oe?r=S:r===He||r===Ce?r=P:(r=S,n=void 0);let b=r===S&&o[l+1].startsWith("/>")?" ":"";s+=r===P?a+xt:p>=0?(i.push(h),a.slice(0,p)+Ue+a.slice(p)+x+b):a+x+(p===-2?l:b)}return[Le(o,s+(o[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),i]},M=class o{constructor({strings:e,_$litType$:t},i){let n;this.parts=[];let s=0,r=0,l=e.length-1,a=this.parts,[h,m]=St(e,t);if(this.el=o.createElement(h,i),A.currentNode=this.el.content,t===2||t===3){let p=this.el.content.firstChild;p.replaceWith(...p.childNodes)}for(;(n=A.nextNode())!==null&&a.length<l;){if(n.nodeType===1){if(n.hasAttributes())for(let p of n.getAttributeNames())if(p.endsWith(Ue)){let _=m[r++],b=n.getAttribute(p).split(x),B=/([.?@])?(.*)/.exec(_);a.push({type:1,index:s,name:B[2],strings:b,ctor:B[1]==="."?re:B[1]==="?"?ae:B[1]==="@"?le:R}),n.removeAttribute(p)}else p.startsWith(x)&&(a.push({type:6,index:s}),n.removeAttribute(p));if(Me.test(n.tagName)){let p=n.textContent.split(x),_=p.length-1;if(_>0){n.textContent=V?V.emptyScript:"";for(let b=0;b<_;b++)n.append(p[b],U()),A.nextNode(),a.push({type:2,index:++s});n.append(p[_],U())}}}else if(n.nodeType===8)if(n.data===Fe)a.push({type:2,index:s});else{let p=-1;for(;(p=n.data.indexOf(x,p+1))!==-1;)a.push({type:7,index:s}),p+=x.length-1}s++}}static createElement(e,t){let i=k.createElement("template");return i.innerHTML=e,i}};function N(o,e,t=o,i){if(e===E)return e;let n=i!==void 0?t._$Co?.[i]:t._$Cl,s=F(e)?void 0:e._$litDirective$;return n?.constructor!==s&&(n?._$AO?.(!1),s===void 0?n=void 0:(n=new s(o),n._$AT(o,t,i)),i!==void 0?(t._$Co??=[])[i]=n:t._$Cl=n),n!==void 0&&(e=N(o,n._$AS(o,e.values),n,i)),e}var se=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:i}=this._$AD,n=(e?.creationScope??k).importNode(t,!0);A.currentNode=n;let s=A.nextNode(),r=0,l=0,a=i[0];for(;a!==void 0;){if(r===a.index){let h;a.type===2?h=new L(s,s.nextSibling,this,e):a.type===1?h=new a.ctor(s,a.name,a.strings,this,e):a.type===6&&(h=new de(s,this,e)),this._$AV.push(h),a=i[++l]}r!==a?.index&&(s=A.nextNode(),r++)}return A.currentNode=k,n}p(e){let t=0;for(let i of this._$AV)i!==void 0&&(i.strings!==void 0?(i._$AI(e,i,t),t+=i.strings.length-2):i._$AI(e[t])),t++}},L=class o{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,i,n){this.type=2,this._$AH=d,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=i,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=N(this,e,t),F(e)?e===d||e==null||e===""?(this._$AH!==d&&this._$AR(),this._$AH=d):e!==this._$AH&&e!==E&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):$t(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==d&&F(this._$AH)?this._$AA.nextSibling.data=e:this.T(k.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:i}=e,n=typeof i=="number"?this._$AC(e):(i.el===void 0&&(i.el=M.createElement(Le(i.h,i.h[0]),this.options)),i);if(this._$AH?._$AD===n)this._$AH.p(t);else{let s=new se(n,this),r=s.u(this.options);s.p(t),this.T(r),this._$AH=s}}_$AC(e){let t=Pe.get(e.strings);return t===void 0&&Pe.set(e.strings,t=new M(e)),t}k(e){he(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,i,n=0;for(let s of e)n===t.length?t.push(i=new o(this.O(U()),this.O(U()),this,this.options)):i=t[n],i._$AI(s),n++;n<t.length&&(this._$AR(i&&i._$AB.nextSibling,n),t.length=n)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let i=Re(e).nextSibling;Re(e).remove(),e=i}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},R=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,i,n,s){this.type=1,this._$AH=d,this._$AN=void 0,this.element=e,this.name=t,this._$AM=n,this.options=s,i.length>2||i[0]!==""||i[1]!==""?(this._$AH=Array(i.length-1).fill(new String),this.strings=i):this._$AH=d}_$AI(e,t=this,i,n){let s=this.strings,r=!1;if(s===void 0)e=N(this,e,t,0),r=!F(e)||e!==this._$AH&&e!==E,r&&(this._$AH=e);else{let l=e,a,h;for(e=s[0],a=0;a<s.length-1;a++)h=N(this,l[i+a],t,a),h===E&&(h=this._$AH[a]),r||=!F(h)||h!==this._$AH[a],h===d?e=d:e!==d&&(e+=(h??"")+s[a+1]),this._$AH[a]=h}r&&!n&&this.j(e)}j(e){e===d?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},re=class extends R{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===d?void 0:e}},ae=class extends R{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==d)}},le=class extends R{constructor(e,t,i,n,s){super(e,t,i,n,s),this.type=5}_$AI(e,t=this){if((e=N(this,e,t,0)??d)===E)return;let i=this._$AH,n=e===d&&i!==d||e.capture!==i.capture||e.once!==i.once||e.passive!==i.passive,s=e!==d&&(i===d||n);n&&this.element.removeEventListener(this.name,this,i),s&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},de=class{constructor(e,t,i){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=i}get _$AU(){return this._$AM._$AU}_$AI(e){N(this,e)}};var At=ce.litHtmlPolyfillSupport;At?.(M,L),(ce.litHtmlVersions??=[]).push("3.3.3");var ze=(o,e,t)=>{let i=t?.renderBefore??e,n=i._$litPart$;if(n===void 0){let s=t?.renderBefore??null;i._$litPart$=n=new L(e.insertBefore(U(),s),s,void 0,t??{})}return n._$AI(o),n};var me=globalThis,f=class extends w{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=ze(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return E}};f._$litElement$=!0,f.finalized=!0,me.litElementHydrateSupport?.({LitElement:f});var kt=me.litElementPolyfillSupport;kt?.({LitElement:f});(me.litElementVersions??=[]).push("4.2.2");var We={all_well:"All is well",no_fall:"No fall since {date}",last_fall:"Last fall: {when}",fall:"Somebody has fallen",person_down:"Somebody is on the floor",long_lie:"Still on the floor",recovered:"Up again, nobody has taken charge",test:"Test alarm",on_floor:"On the floor",since:"since {time}",going:"I'm going",false_alarm:"False alarm",what_was_it:"What was it?",sat:"Sat or lay down",bent:"Bent down or knelt",exercise:"Exercise or play",pet:"A pet or a thing",other:"Something else",dismiss:"Dismiss alarm",back:"Back",why:"Why it alarmed",kind:"Kind",direction:"Direction",picture:"Picture of the incident, {room}",failed:"That did not get through: {error}",fine_there:"Somebody is there",fine_empty:"Nobody is there",fine:"Watched",alarm:"On the floor",kept:"Up again",inactive:"No movement since {time}",paused:"Paused",lost:"No picture",gone:"App offline",unknown:"Waiting for the app",s_inactive:"Long without movement",s_paused:"Not everything is watched",s_lost:"A room is not seen",s_gone:"Falls are not noticed",h_paused:"{room}: paused",h_lost:"{room}: no camera delivers pictures",h_gone:"The Fall detection app has not been heard of since {time}",h_unknown:"{room}: waiting for the app",h_inactive:"{room}: no movement since {time}",camera_lost:"One camera without picture",seen_to:"{name} is seeing to it",seen_to_somebody:"Somebody is seeing to it",nothing:"Nothing is watched yet",nothing_help:"Name your cameras and their rooms in the Fall detection app. Each room then appears here.",how:"How it is done",timeline:"Last days",quiet:"Nothing happened",more:"Show more",less:"Show less",no_history:"No history: Home Assistant does not record the incidents",open:"Still open",rooms:"Rooms",c_name:"Fall detection",c_description:"Rooms, open alarms and the past days",b_name:"Fall detection",b_description:"How the home is, in a word",e_title:"Title",e_entities:"Rooms",e_entities_help:"None chosen: all rooms, also new ones",e_days:"Days in the timeline",e_days_help:"None: no timeline. Home Assistant keeps ten days unless told otherwise.",e_show_picture:"Show the picture of an incident",e_tap_action:"When tapped"};var ue={all_well:"All is well",no_fall:"No fall since {date}",last_fall:"Last fall: {when}",fall:"Somebody has fallen",person_down:"Somebody is on the floor",long_lie:"Still on the floor",recovered:"Up again, nobody has taken charge",test:"Test alarm",on_floor:"On the floor",since:"since {time}",going:"I'm going",false_alarm:"False alarm",what_was_it:"What was it?",sat:"Sat or lay down",bent:"Bent down or knelt",exercise:"Exercise or play",pet:"A pet or a thing",other:"Something else",dismiss:"Dismiss alarm",back:"Back",why:"Why it alarmed",kind:"Kind",direction:"Direction",picture:"Picture of the incident, {room}",failed:"That did not get through: {error}",fine_there:"Somebody is there",fine_empty:"Nobody is there",fine:"Watched",alarm:"On the floor",kept:"Up again",inactive:"No movement since {time}",paused:"Paused",lost:"No picture",gone:"App offline",unknown:"Waiting for the app",s_inactive:"Long without movement",s_paused:"Not everything is watched",s_lost:"A room is not seen",s_gone:"Falls are not noticed",h_paused:"{room}: paused",h_lost:"{room}: no camera delivers pictures",h_gone:"The Fall detection app has not been heard of since {time}",h_unknown:"{room}: waiting for the app",h_inactive:"{room}: no movement since {time}",camera_lost:"One camera without picture",seen_to:"{name} is seeing to it",seen_to_somebody:"Somebody is seeing to it",nothing:"Nothing is watched yet",nothing_help:"Name your cameras and their rooms in the Fall detection app. Each room then appears here.",how:"How it is done",timeline:"Last days",quiet:"Nothing happened",more:"Show more",less:"Show less",no_history:"No history: Home Assistant does not record the incidents",open:"Still open",rooms:"Rooms",c_name:"Fall detection",c_description:"Rooms, open alarms and the past days",b_name:"Fall detection",b_description:"How the home is, in a word",e_title:"Title",e_entities:"Rooms",e_entities_help:"None chosen: all rooms, also new ones",e_days:"Days in the timeline",e_days_help:"None: no timeline. Home Assistant keeps ten days unless told otherwise.",e_show_picture:"Show the picture of an incident",e_tap_action:"When tapped"};var Ie={all_well:"All is well",no_fall:"No fall since {date}",last_fall:"Last fall: {when}",fall:"Somebody has fallen",person_down:"Somebody is on the floor",long_lie:"Still on the floor",recovered:"Up again, nobody has taken charge",test:"Test alarm",on_floor:"On the floor",since:"since {time}",going:"I'm going",false_alarm:"False alarm",what_was_it:"What was it?",sat:"Sat or lay down",bent:"Bent down or knelt",exercise:"Exercise or play",pet:"A pet or a thing",other:"Something else",dismiss:"Dismiss alarm",back:"Back",why:"Why it alarmed",kind:"Kind",direction:"Direction",picture:"Picture of the incident, {room}",failed:"That did not get through: {error}",fine_there:"Somebody is there",fine_empty:"Nobody is there",fine:"Watched",alarm:"On the floor",kept:"Up again",inactive:"No movement since {time}",paused:"Paused",lost:"No picture",gone:"App offline",unknown:"Waiting for the app",s_inactive:"Long without movement",s_paused:"Not everything is watched",s_lost:"A room is not seen",s_gone:"Falls are not noticed",h_paused:"{room}: paused",h_lost:"{room}: no camera delivers pictures",h_gone:"The Fall detection app has not been heard of since {time}",h_unknown:"{room}: waiting for the app",h_inactive:"{room}: no movement since {time}",camera_lost:"One camera without picture",seen_to:"{name} is seeing to it",seen_to_somebody:"Somebody is seeing to it",nothing:"Nothing is watched yet",nothing_help:"Name your cameras and their rooms in the Fall detection app. Each room then appears here.",how:"How it is done",timeline:"Last days",quiet:"Nothing happened",more:"Show more",less:"Show less",no_history:"No history: Home Assistant does not record the incidents",open:"Still open",rooms:"Rooms",c_name:"Fall detection",c_description:"Rooms, open alarms and the past days",b_name:"Fall detection",b_description:"How the home is, in a word",e_title:"Title",e_entities:"Rooms",e_entities_help:"None chosen: all rooms, also new ones",e_days:"Days in the timeline",e_days_help:"None: no timeline. Home Assistant keeps ten days unless told otherwise.",e_show_picture:"Show the picture of an incident",e_tap_action:"When tapped"};var Be={all_well:"All is well",no_fall:"No fall since {date}",last_fall:"Last fall: {when}",fall:"Somebody has fallen",person_down:"Somebody is on the floor",long_lie:"Still on the floor",recovered:"Up again, nobody has taken charge",test:"Test alarm",on_floor:"On the floor",since:"since {time}",going:"I'm going",false_alarm:"False alarm",what_was_it:"What was it?",sat:"Sat or lay down",bent:"Bent down or knelt",exercise:"Exercise or play",pet:"A pet or a thing",other:"Something else",dismiss:"Dismiss alarm",back:"Back",why:"Why it alarmed",kind:"Kind",direction:"Direction",picture:"Picture of the incident, {room}",failed:"That did not get through: {error}",fine_there:"Somebody is there",fine_empty:"Nobody is there",fine:"Watched",alarm:"On the floor",kept:"Up again",inactive:"No movement since {time}",paused:"Paused",lost:"No picture",gone:"App offline",unknown:"Waiting for the app",s_inactive:"Long without movement",s_paused:"Not everything is watched",s_lost:"A room is not seen",s_gone:"Falls are not noticed",h_paused:"{room}: paused",h_lost:"{room}: no camera delivers pictures",h_gone:"The Fall detection app has not been heard of since {time}",h_unknown:"{room}: waiting for the app",h_inactive:"{room}: no movement since {time}",camera_lost:"One camera without picture",seen_to:"{name} is seeing to it",seen_to_somebody:"Somebody is seeing to it",nothing:"Nothing is watched yet",nothing_help:"Name your cameras and their rooms in the Fall detection app. Each room then appears here.",how:"How it is done",timeline:"Last days",quiet:"Nothing happened",more:"Show more",less:"Show less",no_history:"No history: Home Assistant does not record the incidents",open:"Still open",rooms:"Rooms",c_name:"Fall detection",c_description:"Rooms, open alarms and the past days",b_name:"Fall detection",b_description:"How the home is, in a word",e_title:"Title",e_entities:"Rooms",e_entities_help:"None chosen: all rooms, also new ones",e_days:"Days in the timeline",e_days_help:"None: no timeline. Home Assistant keeps ten days unless told otherwise.",e_show_picture:"Show the picture of an incident",e_tap_action:"When tapped"};var Ke={all_well:"All is well",no_fall:"No fall since {date}",last_fall:"Last fall: {when}",fall:"Somebody has fallen",person_down:"Somebody is on the floor",long_lie:"Still on the floor",recovered:"Up again, nobody has taken charge",test:"Test alarm",on_floor:"On the floor",since:"since {time}",going:"I'm going",false_alarm:"False alarm",what_was_it:"What was it?",sat:"Sat or lay down",bent:"Bent down or knelt",exercise:"Exercise or play",pet:"A pet or a thing",other:"Something else",dismiss:"Dismiss alarm",back:"Back",why:"Why it alarmed",kind:"Kind",direction:"Direction",picture:"Picture of the incident, {room}",failed:"That did not get through: {error}",fine_there:"Somebody is there",fine_empty:"Nobody is there",fine:"Watched",alarm:"On the floor",kept:"Up again",inactive:"No movement since {time}",paused:"Paused",lost:"No picture",gone:"App offline",unknown:"Waiting for the app",s_inactive:"Long without movement",s_paused:"Not everything is watched",s_lost:"A room is not seen",s_gone:"Falls are not noticed",h_paused:"{room}: paused",h_lost:"{room}: no camera delivers pictures",h_gone:"The Fall detection app has not been heard of since {time}",h_unknown:"{room}: waiting for the app",h_inactive:"{room}: no movement since {time}",camera_lost:"One camera without picture",seen_to:"{name} is seeing to it",seen_to_somebody:"Somebody is seeing to it",nothing:"Nothing is watched yet",nothing_help:"Name your cameras and their rooms in the Fall detection app. Each room then appears here.",how:"How it is done",timeline:"Last days",quiet:"Nothing happened",more:"Show more",less:"Show less",no_history:"No history: Home Assistant does not record the incidents",open:"Still open",rooms:"Rooms",c_name:"Fall detection",c_description:"Rooms, open alarms and the past days",b_name:"Fall detection",b_description:"How the home is, in a word",e_title:"Title",e_entities:"Rooms",e_entities_help:"None chosen: all rooms, also new ones",e_days:"Days in the timeline",e_days_help:"None: no timeline. Home Assistant keeps ten days unless told otherwise.",e_show_picture:"Show the picture of an incident",e_tap_action:"When tapped"};var je={all_well:"All is well",no_fall:"No fall since {date}",last_fall:"Last fall: {when}",fall:"Somebody has fallen",person_down:"Somebody is on the floor",long_lie:"Still on the floor",recovered:"Up again, nobody has taken charge",test:"Test alarm",on_floor:"On the floor",since:"since {time}",going:"I'm going",false_alarm:"False alarm",what_was_it:"What was it?",sat:"Sat or lay down",bent:"Bent down or knelt",exercise:"Exercise or play",pet:"A pet or a thing",other:"Something else",dismiss:"Dismiss alarm",back:"Back",why:"Why it alarmed",kind:"Kind",direction:"Direction",picture:"Picture of the incident, {room}",failed:"That did not get through: {error}",fine_there:"Somebody is there",fine_empty:"Nobody is there",fine:"Watched",alarm:"On the floor",kept:"Up again",inactive:"No movement since {time}",paused:"Paused",lost:"No picture",gone:"App offline",unknown:"Waiting for the app",s_inactive:"Long without movement",s_paused:"Not everything is watched",s_lost:"A room is not seen",s_gone:"Falls are not noticed",h_paused:"{room}: paused",h_lost:"{room}: no camera delivers pictures",h_gone:"The Fall detection app has not been heard of since {time}",h_unknown:"{room}: waiting for the app",h_inactive:"{room}: no movement since {time}",camera_lost:"One camera without picture",seen_to:"{name} is seeing to it",seen_to_somebody:"Somebody is seeing to it",nothing:"Nothing is watched yet",nothing_help:"Name your cameras and their rooms in the Fall detection app. Each room then appears here.",how:"How it is done",timeline:"Last days",quiet:"Nothing happened",more:"Show more",less:"Show less",no_history:"No history: Home Assistant does not record the incidents",open:"Still open",rooms:"Rooms",c_name:"Fall detection",c_description:"Rooms, open alarms and the past days",b_name:"Fall detection",b_description:"How the home is, in a word",e_title:"Title",e_entities:"Rooms",e_entities_help:"None chosen: all rooms, also new ones",e_days:"Days in the timeline",e_days_help:"None: no timeline. Home Assistant keeps ten days unless told otherwise.",e_show_picture:"Show the picture of an incident",e_tap_action:"When tapped"};var qe={all_well:"All is well",no_fall:"No fall since {date}",last_fall:"Last fall: {when}",fall:"Somebody has fallen",person_down:"Somebody is on the floor",long_lie:"Still on the floor",recovered:"Up again, nobody has taken charge",test:"Test alarm",on_floor:"On the floor",since:"since {time}",going:"I'm going",false_alarm:"False alarm",what_was_it:"What was it?",sat:"Sat or lay down",bent:"Bent down or knelt",exercise:"Exercise or play",pet:"A pet or a thing",other:"Something else",dismiss:"Dismiss alarm",back:"Back",why:"Why it alarmed",kind:"Kind",direction:"Direction",picture:"Picture of the incident, {room}",failed:"That did not get through: {error}",fine_there:"Somebody is there",fine_empty:"Nobody is there",fine:"Watched",alarm:"On the floor",kept:"Up again",inactive:"No movement since {time}",paused:"Paused",lost:"No picture",gone:"App offline",unknown:"Waiting for the app",s_inactive:"Long without movement",s_paused:"Not everything is watched",s_lost:"A room is not seen",s_gone:"Falls are not noticed",h_paused:"{room}: paused",h_lost:"{room}: no camera delivers pictures",h_gone:"The Fall detection app has not been heard of since {time}",h_unknown:"{room}: waiting for the app",h_inactive:"{room}: no movement since {time}",camera_lost:"One camera without picture",seen_to:"{name} is seeing to it",seen_to_somebody:"Somebody is seeing to it",nothing:"Nothing is watched yet",nothing_help:"Name your cameras and their rooms in the Fall detection app. Each room then appears here.",how:"How it is done",timeline:"Last days",quiet:"Nothing happened",more:"Show more",less:"Show less",no_history:"No history: Home Assistant does not record the incidents",open:"Still open",rooms:"Rooms",c_name:"Fall detection",c_description:"Rooms, open alarms and the past days",b_name:"Fall detection",b_description:"How the home is, in a word",e_title:"Title",e_entities:"Rooms",e_entities_help:"None chosen: all rooms, also new ones",e_days:"Days in the timeline",e_days_help:"None: no timeline. Home Assistant keeps ten days unless told otherwise.",e_show_picture:"Show the picture of an incident",e_tap_action:"When tapped"};var Ve={all_well:"All is well",no_fall:"No fall since {date}",last_fall:"Last fall: {when}",fall:"Somebody has fallen",person_down:"Somebody is on the floor",long_lie:"Still on the floor",recovered:"Up again, nobody has taken charge",test:"Test alarm",on_floor:"On the floor",since:"since {time}",going:"I'm going",false_alarm:"False alarm",what_was_it:"What was it?",sat:"Sat or lay down",bent:"Bent down or knelt",exercise:"Exercise or play",pet:"A pet or a thing",other:"Something else",dismiss:"Dismiss alarm",back:"Back",why:"Why it alarmed",kind:"Kind",direction:"Direction",picture:"Picture of the incident, {room}",failed:"That did not get through: {error}",fine_there:"Somebody is there",fine_empty:"Nobody is there",fine:"Watched",alarm:"On the floor",kept:"Up again",inactive:"No movement since {time}",paused:"Paused",lost:"No picture",gone:"App offline",unknown:"Waiting for the app",s_inactive:"Long without movement",s_paused:"Not everything is watched",s_lost:"A room is not seen",s_gone:"Falls are not noticed",h_paused:"{room}: paused",h_lost:"{room}: no camera delivers pictures",h_gone:"The Fall detection app has not been heard of since {time}",h_unknown:"{room}: waiting for the app",h_inactive:"{room}: no movement since {time}",camera_lost:"One camera without picture",seen_to:"{name} is seeing to it",seen_to_somebody:"Somebody is seeing to it",nothing:"Nothing is watched yet",nothing_help:"Name your cameras and their rooms in the Fall detection app. Each room then appears here.",how:"How it is done",timeline:"Last days",quiet:"Nothing happened",more:"Show more",less:"Show less",no_history:"No history: Home Assistant does not record the incidents",open:"Still open",rooms:"Rooms",c_name:"Fall detection",c_description:"Rooms, open alarms and the past days",b_name:"Fall detection",b_description:"How the home is, in a word",e_title:"Title",e_entities:"Rooms",e_entities_help:"None chosen: all rooms, also new ones",e_days:"Days in the timeline",e_days_help:"None: no timeline. Home Assistant keeps ten days unless told otherwise.",e_show_picture:"Show the picture of an incident",e_tap_action:"When tapped"};var Ge={all_well:"All is well",no_fall:"No fall since {date}",last_fall:"Last fall: {when}",fall:"Somebody has fallen",person_down:"Somebody is on the floor",long_lie:"Still on the floor",recovered:"Up again, nobody has taken charge",test:"Test alarm",on_floor:"On the floor",since:"since {time}",going:"I'm going",false_alarm:"False alarm",what_was_it:"What was it?",sat:"Sat or lay down",bent:"Bent down or knelt",exercise:"Exercise or play",pet:"A pet or a thing",other:"Something else",dismiss:"Dismiss alarm",back:"Back",why:"Why it alarmed",kind:"Kind",direction:"Direction",picture:"Picture of the incident, {room}",failed:"That did not get through: {error}",fine_there:"Somebody is there",fine_empty:"Nobody is there",fine:"Watched",alarm:"On the floor",kept:"Up again",inactive:"No movement since {time}",paused:"Paused",lost:"No picture",gone:"App offline",unknown:"Waiting for the app",s_inactive:"Long without movement",s_paused:"Not everything is watched",s_lost:"A room is not seen",s_gone:"Falls are not noticed",h_paused:"{room}: paused",h_lost:"{room}: no camera delivers pictures",h_gone:"The Fall detection app has not been heard of since {time}",h_unknown:"{room}: waiting for the app",h_inactive:"{room}: no movement since {time}",camera_lost:"One camera without picture",seen_to:"{name} is seeing to it",seen_to_somebody:"Somebody is seeing to it",nothing:"Nothing is watched yet",nothing_help:"Name your cameras and their rooms in the Fall detection app. Each room then appears here.",how:"How it is done",timeline:"Last days",quiet:"Nothing happened",more:"Show more",less:"Show less",no_history:"No history: Home Assistant does not record the incidents",open:"Still open",rooms:"Rooms",c_name:"Fall detection",c_description:"Rooms, open alarms and the past days",b_name:"Fall detection",b_description:"How the home is, in a word",e_title:"Title",e_entities:"Rooms",e_entities_help:"None chosen: all rooms, also new ones",e_days:"Days in the timeline",e_days_help:"None: no timeline. Home Assistant keeps ten days unless told otherwise.",e_show_picture:"Show the picture of an incident",e_tap_action:"When tapped"};var Ye={all_well:"All is well",no_fall:"No fall since {date}",last_fall:"Last fall: {when}",fall:"Somebody has fallen",person_down:"Somebody is on the floor",long_lie:"Still on the floor",recovered:"Up again, nobody has taken charge",test:"Test alarm",on_floor:"On the floor",since:"since {time}",going:"I'm going",false_alarm:"False alarm",what_was_it:"What was it?",sat:"Sat or lay down",bent:"Bent down or knelt",exercise:"Exercise or play",pet:"A pet or a thing",other:"Something else",dismiss:"Dismiss alarm",back:"Back",why:"Why it alarmed",kind:"Kind",direction:"Direction",picture:"Picture of the incident, {room}",failed:"That did not get through: {error}",fine_there:"Somebody is there",fine_empty:"Nobody is there",fine:"Watched",alarm:"On the floor",kept:"Up again",inactive:"No movement since {time}",paused:"Paused",lost:"No picture",gone:"App offline",unknown:"Waiting for the app",s_inactive:"Long without movement",s_paused:"Not everything is watched",s_lost:"A room is not seen",s_gone:"Falls are not noticed",h_paused:"{room}: paused",h_lost:"{room}: no camera delivers pictures",h_gone:"The Fall detection app has not been heard of since {time}",h_unknown:"{room}: waiting for the app",h_inactive:"{room}: no movement since {time}",camera_lost:"One camera without picture",seen_to:"{name} is seeing to it",seen_to_somebody:"Somebody is seeing to it",nothing:"Nothing is watched yet",nothing_help:"Name your cameras and their rooms in the Fall detection app. Each room then appears here.",how:"How it is done",timeline:"Last days",quiet:"Nothing happened",more:"Show more",less:"Show less",no_history:"No history: Home Assistant does not record the incidents",open:"Still open",rooms:"Rooms",c_name:"Fall detection",c_description:"Rooms, open alarms and the past days",b_name:"Fall detection",b_description:"How the home is, in a word",e_title:"Title",e_entities:"Rooms",e_entities_help:"None chosen: all rooms, also new ones",e_days:"Days in the timeline",e_days_help:"None: no timeline. Home Assistant keeps ten days unless told otherwise.",e_show_picture:"Show the picture of an incident",e_tap_action:"When tapped"};var Ze={de:We,en:ue,es:Ie,fr:Be,it:Ke,ja:je,ko:qe,nl:Ve,pt:Ge,"zh-Hans":Ye};function u(o){let e=Ze[o]??Ze[o.split("-")[0]]??ue;return(t,i={})=>e[t].replace(/\{(\w+)\}/g,(n,s)=>i[s]??n)}var Je={entity:{multiple:!0,filter:{integration:"falldetect",domain:"binary_sensor",device_class:"safety"}}},Ft=()=>document.documentElement.lang||navigator.language;function Qe(){let o=u(Ft()),e=["entities","days"];return{computeLabel:({name:t})=>o(`e_${t}`),computeHelper:({name:t})=>e.includes(t)?o(`e_${t}_help`):void 0}}function Xe(){return{schema:[{name:"title",selector:{text:{}}},{name:"entities",selector:Je},{name:"days",default:7,selector:{number:{min:0,max:30,mode:"slider"}}},{name:"show_picture",default:!0,selector:{boolean:{}}}],...Qe()}}function et(){return{schema:[{name:"entities",selector:Je},{name:"tap_action",selector:{ui_action:{default_action:"more-info"}}}],...Qe()}}function fe(o,e,t){o.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}function T(o,e){fe(o,"hass-more-info",{entityId:e})}function $(o,e){customElements.get(o)||customElements.define(o,e)}function H(o,e){let t=new Map;for(let i of o){let n=t.get(e(i));n?n.push(i):t.set(e(i),[i])}return t}var Mt=["fall","person_down","long_lie","recovered"];function tt(o,e,t){if(o?.state!=="on")return;let{incident:i,stage:n,onset:s,test:r}=o.attributes,l=e?.attributes.incident===i?e:void 0,a=typeof s=="string"?new Date(s):void 0,h=l?.attributes.reasons;return{id:String(i),stage:Mt.includes(String(n))?n:"fall",onset:a,test:r===!0,reasons:Array.isArray(h)?h.map(String):[],camera:typeof l?.attributes.camera=="string"?l.attributes.camera:void 0,event:l,picture:Lt(t,a)?t:void 0}}function Lt(o,e){return o?.attributes.entity_picture?e===void 0||Date.parse(o.state)>=e.getTime():!1}function it(o){return`${o.attributes.entity_picture}&state=${encodeURIComponent(o.state)}`}var nt="falldetect",Y=["alarm","kept","inactive","gone","lost","unknown","paused","fine"],zt=36e5,Wt={"event.incident":"incident","binary_sensor.inactivity":"inactivity","switch.monitoring":"monitoring","sensor.people":"people","image.snapshot":"snapshot"},G=o=>`${o.entity_id.split(".")[0]}.${o.translation_key??""}`;function ot(o,e){let t=o.entities[e];return t?.platform===nt&&G(t)==="binary_sensor.fall"}function st(o,e=[]){let t=Object.values(o.entities).filter(s=>s.platform===nt&&s.device_id),i=H(t,s=>s.device_id),n=[];for(let s of t.filter(r=>G(r)==="binary_sensor.fall")){let r=o.devices[s.device_id],l={id:s.device_id,name:r?.name_by_user||r?.name||s.entity_id,fall:s.entity_id,cameras:[]};for(let h of i.get(s.device_id)??[]){let m=G(h),p=Wt[m];p?l[p]=h.entity_id:m==="binary_sensor.camera_connection"&&l.cameras.push(h.entity_id)}let a=(i.get(r?.parent_device_id??void 0)??[]).find(h=>G(h)==="binary_sensor.app_connection");a&&(l.app=a.entity_id),n.push(l)}return e.length?e.flatMap(s=>n.filter(r=>r.fall===s)):n.sort((s,r)=>s.name.localeCompare(r.name))}function rt(o){let{fall:e,incident:t,inactivity:i,monitoring:n,people:s,snapshot:r,app:l,cameras:a}=o;return[e,t,i,n,s,r,l,...a].filter(h=>h!==void 0)}function at(o,e,t){let i=r=>r?o.states[r]:void 0,n=i(e.inactivity),s=Number(i(e.people)?.state);return{...e,status:It(o,e),incidentOpen:tt(i(e.fall),i(e.incident),i(e.snapshot)),occupied:Number.isNaN(s)?void 0:s>0,inactiveSince:n?.state==="on"?new Date(n.last_changed):void 0,lostCameras:e.cameras.filter(r=>i(r)?.state==="off"),seenToBy:Bt(i(e.incident),t)}}function It(o,e){let t=(i,n)=>i!==void 0&&o.states[i]?.state===n;return t(e.fall,"on")?o.states[e.fall].attributes.stage==="recovered"?"kept":"alarm":t(e.app,"off")?"gone":t(e.inactivity,"on")?"inactive":t(e.monitoring,"off")?"paused":t(e.fall,"off")?"fine":e.cameras.length&&e.cameras.every(i=>t(i,"off"))?"lost":"unknown"}function Bt(o,e){let{event_type:t,time:i,by:n}=o?.attributes??{};if(!(t!=="acknowledged"||typeof i!="string")&&!(e.getTime()-Date.parse(i)>zt))return{name:typeof n=="string"?n:void 0}}function lt(o){return Y.find(e=>o.some(t=>t.status===e))??"fine"}function Z(o){let e=Math.max(0,Math.floor(o/1e3)),t=r=>String(r).padStart(2,"0"),[i,n,s]=[Math.floor(e/3600),Math.floor(e/60)%60,e%60];return i?`${i}:${t(n)}:${t(s)}`:`${n}:${t(s)}`}function dt(o,e){let t=Math.max(0,Math.round(o/1e3)),[i,n]=t<100?[t,"second"]:t<6e3?[t/60,"minute"]:[t/3600,"hour"],s={style:"unit",unit:n,unitDisplay:"short",maximumFractionDigits:0};return new Intl.NumberFormat(e,s).format(i)}var v=class{language;zone;hour12;constructor(e){this.language=e.locale.language,this.zone=e.locale.time_zone==="server"?{timeZone:e.config.time_zone}:{};let t=e.locale.time_format;this.hour12=t==="12"||t==="24"?{hour12:t==="12"}:{}}time(e){return this.format(e,{hour:"numeric",minute:"2-digit",...this.hour12})}day(e,t){for(let i of[0,-1])if(this.date(e)===this.date(new Date(t.getTime()+i*864e5)))return new Intl.RelativeTimeFormat(this.language,{numeric:"auto"}).format(i,"day");return this.format(e,{weekday:"short",day:"numeric",month:"short"})}date(e){return this.format(e,{dateStyle:"short"})}format(e,t){return new Intl.DateTimeFormat(this.language,{...t,...this.zone}).format(e)}};var z={alarm:"mdi:account-alert",kept:"mdi:human-handsup",inactive:"mdi:sleep",gone:"mdi:lan-disconnect",lost:"mdi:cctv-off",unknown:"mdi:help-circle-outline",paused:"mdi:pause-circle-outline",fine:"mdi:shield-check"};function W(o){return[...o].sort((e,t)=>Y.indexOf(e.status)-Y.indexOf(t.status))}function J(o,e,t){let i=lt(e),n=e.find(l=>l.status===i),s=new v(o),r={room:n.name,time:n.inactiveSince?s.time(n.inactiveSince):""};switch(i){case"fine":case"alarm":case"kept":return{status:"fine",title:t("all_well"),help:void 0};case"gone":{let l=o.states[n.app]?.last_changed;return{status:i,title:t("s_gone"),help:l&&t("h_gone",{time:s.time(new Date(l))})}}case"unknown":return{status:i,title:t("unknown"),help:t("h_unknown",r)};default:return{status:i,title:t(`s_${i}`),help:t(`h_${i}`,r)}}}function Q(o,e,t,i){switch(e.status){case"alarm":{let n=e.incidentOpen?.onset;return n?`${t("alarm")} · ${Z(i.getTime()-n.getTime())}`:t("alarm")}case"inactive":return t("inactive",{time:e.inactiveSince?new v(o).time(e.inactiveSince):""});case"fine":return e.seenToBy?e.seenToBy.name?t("seen_to",{name:e.seenToBy.name}):t("seen_to_somebody"):e.occupied===void 0?t("fine"):t(e.occupied?"fine_there":"fine_empty");default:return t(e.status)}}function X(o,e){return W(o).filter(t=>t.incidentOpen).map(t=>`${t.incidentOpen.test?`${e("test")}: `:""}${t.name}: ${e(t.incidentOpen.stage)}`).join(". ")}var g=class{constructor(e){this.host=e;e.addController(this)}host;timer;everyMs=3e4;connected=!1;set every(e){e!==this.everyMs&&(this.everyMs=e,this.connected&&this.start())}hostConnected(){this.connected=!0,this.start()}hostDisconnected(){this.connected=!1,clearInterval(this.timer)}start(){clearInterval(this.timer),this.timer=setInterval(()=>this.host.requestUpdate(),this.everyMs)}};var Kt=[],C=class{found=[];watched=[];seen;chosen;changed(e,t=Kt){let i=this.seen;return this.seen=e,!i||i.entities!==e.entities||i.devices!==e.devices||i.locale!==e.locale||this.chosen!==t?(this.chosen=t,this.found=st(e,t),this.watched=this.found.flatMap(rt),!0):this.watched.some(n=>i.states[n]!==e.states[n])}rooms(e){return this.seen?this.found.map(t=>at(this.seen,t,e)):[]}};var ge=class extends f{static properties={hass:{attribute:!1},config:{state:!0}};watcher=new C;ticker=new g(this);static getConfigForm(){return et()}static getStubConfig(){return{}}setConfig(e){if(e.entities!==void 0&&!Array.isArray(e.entities))throw new Error("entities has to be a list of fall sensors, such as binary_sensor.living_room_fall");this.config=e}shouldUpdate(e){return!this.hass||!this.config?!1:this.watcher.changed(this.hass,this.config.entities)||!e.has("hass")||e.size>1}render(){let e=this.hass,t=u(e.locale.language),i=new Date,n=this.watcher.rooms(i),s=W(n)[0],r=s?.incidentOpen;this.ticker.every=r?1e3:3e4;let l=s?.status??"unknown",a=s?r?Q(e,s,t,i):J(e,n,t).title:t("nothing");return c`
      <span class="sr" role="alert">${X(n,t)}</span>
      <button class=${r?.test?"test":l} @click=${()=>this.tap(s?.fall)}>
        <ha-icon icon=${z[l]} aria-hidden="true"></ha-icon>
        <span>${r?`${s.name}: ${a}`:a}</span>
      </button>
    `}tap(e){let t={tap_action:{action:"more-info"},entity:e,...this.config};fe(this,"hass-action",{config:t,action:"tap"})}static styles=y`
    :host {
      display: inline-block;
    }
    button {
      --status: var(--warning-color);
      all: unset;
      box-sizing: border-box;
      cursor: pointer;
      min-height: 36px;
      padding: 4px 14px 4px 10px;
      display: inline-flex;
      gap: 8px;
      align-items: center;
      border-radius: 18px;
      background: var(--ha-card-background, var(--card-background-color));
      color: var(--primary-text-color);
      border: 1px solid var(--ha-card-border-color, var(--divider-color));
      font-size: 14px;
      font-weight: 500;
      font-variant-numeric: tabular-nums;
    }
    button.fine {
      --status: var(--success-color);
    }
    button:is(.gone, .lost) {
      --status: var(--error-color);
    }
    button:is(.alarm, .test) {
      --status: #fff;
      background: var(--falldetect-alarm-color, #b3261e);
      border-color: transparent;
      color: #fff;
    }
    button.test {
      background: #0b5484;
    }
    button:focus-visible {
      outline: 2px solid var(--primary-color);
      outline-offset: 2px;
    }
    ha-icon {
      --mdc-icon-size: 20px;
      color: var(--status);
    }
    .sr {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  `};$("falldetect-badge",ge);var ct=y`
  ha-card {
    display: grid;
    gap: 16px;
    padding: 16px;
    container-type: inline-size;
    overflow: hidden;
  }
  h1,
  h2,
  p,
  ul {
    margin: 0;
    padding: 0;
  }
  h1 {
    font-size: 20px;
    line-height: 1.2;
    font-weight: 500;
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  falldetect-incident {
    margin: -4px;
    border-radius: calc(var(--ha-card-border-radius, 12px) - 2px);
    overflow: hidden;
  }
  .summary {
    --status: var(--warning-color);
    display: flex;
    gap: 12px;
    align-items: center;
  }
  .summary.fine {
    --status: var(--success-color);
  }
  .summary:is(.gone, .lost) {
    --status: var(--error-color);
  }
  .summary ha-icon {
    --mdc-icon-size: 32px;
    color: var(--status);
  }
  .summary h2 {
    font-size: 20px;
    line-height: 1.2;
    font-weight: 500;
  }
  .summary p {
    font-size: 14px;
    margin-top: 2px;
    color: var(--secondary-text-color);
  }
  .tiles {
    list-style: none;
    display: grid;
    gap: 8px;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 200px), 1fr));
  }
  .tile {
    --status: var(--disabled-color);
    all: unset;
    box-sizing: border-box;
    cursor: pointer;
    width: 100%;
    height: 100%;
    min-height: 56px;
    padding: 8px 12px 8px 10px;
    display: flex;
    gap: 10px;
    align-items: center;
    border: 1px solid var(--divider-color);
    border-radius: 12px;
  }
  .tile.fine {
    --status: var(--success-color);
  }
  .tile:is(.inactive, .kept) {
    --status: var(--warning-color);
  }
  .tile:is(.alarm, .lost, .gone) {
    --status: var(--error-color);
  }
  .tile:is(.alarm, .inactive, .kept, .lost, .gone) {
    border-color: var(--status);
  }
  .tile:focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
  .icon {
    flex: none;
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    border-radius: 50%;
    color: var(--status);
    background: color-mix(in srgb, var(--status) 18%, transparent);
  }
  .icon ha-icon {
    --mdc-icon-size: 22px;
  }
  .words {
    min-width: 0;
    display: grid;
  }
  .name {
    font-size: 14px;
    font-weight: 500;
    line-height: 20px;
  }
  .state {
    font-size: 12px;
    line-height: 16px;
    color: var(--secondary-text-color);
    font-variant-numeric: tabular-nums;
  }
  .warning {
    color: var(--primary-text-color);
  }
  .empty {
    display: grid;
    gap: 8px;
    justify-items: center;
    text-align: center;
    padding: 16px 8px;
  }
  .empty ha-icon {
    --mdc-icon-size: 40px;
    color: var(--secondary-text-color);
  }
  .empty h2 {
    font-size: 18px;
    font-weight: 500;
  }
  .empty p {
    color: var(--secondary-text-color);
    max-width: 36em;
  }
  a {
    color: var(--primary-text-color);
    text-underline-offset: 3px;
  }
`;var ht=y`
  :host {
    display: block;
    container-type: inline-size;
  }
  .panel {
    --on: #fff;
    --fill: var(--falldetect-alarm-color, #b3261e);
    --line: rgb(255 255 255 / 55%);
    background: var(--fill);
    color: var(--on);
    border-radius: inherit;
    padding: 16px;
    display: grid;
    gap: 14px;
  }
  .panel.test {
    --fill: #0b5484;
  }
  .panel.kept {
    --fill: #7a4100;
  }
  header {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 12px;
    align-items: center;
  }
  header ha-icon {
    --mdc-icon-size: 40px;
  }
  p,
  h2,
  h3,
  dl,
  dd,
  ul {
    margin: 0;
  }
  .room {
    font-size: 14px;
    font-weight: 500;
    display: flex;
    gap: 8px;
    align-items: center;
    flex-wrap: wrap;
  }
  .tag {
    border: 1px solid var(--line);
    border-radius: 99px;
    padding: 0 8px;
    font-size: 12px;
    font-weight: 500;
  }
  h2 {
    font-size: 22px;
    line-height: 1.2;
    font-weight: 600;
  }
  .time {
    text-align: end;
    display: grid;
  }
  .count {
    font-size: 34px;
    line-height: 1;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .since {
    font-size: 13px;
    margin-top: 4px;
  }
  .body {
    display: grid;
    gap: 14px;
  }
  .body:empty {
    display: none;
  }
  .picture {
    all: unset;
    display: block;
    cursor: zoom-in;
    border-radius: 8px;
    overflow: hidden;
    background: #000;
  }
  img {
    display: block;
    width: 100%;
    aspect-ratio: 16 / 9;
    object-fit: contain;
  }
  .facts {
    display: grid;
    gap: 8px;
    align-content: start;
    min-width: 0;
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
  }
  dt,
  h3 {
    font-size: 13px;
    font-weight: 400;
  }
  dd {
    font-size: 16px;
    font-weight: 600;
  }
  ul {
    padding-inline-start: 18px;
    font-size: 14px;
    line-height: 1.45;
  }
  .actions,
  .reasons,
  .other {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .act {
    font: inherit;
    font-size: 16px;
    font-weight: 600;
    color: var(--on);
    background: transparent;
    border: 2px solid var(--line);
    border-radius: 12px;
    min-height: 48px;
    padding: 8px 18px;
    cursor: pointer;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    flex: 1 1 auto;
  }
  .act.first {
    background: var(--on);
    border-color: var(--on);
    color: var(--fill);
  }
  .act.plain {
    border-color: transparent;
    flex: 0 1 auto;
  }
  .act:hover:not(:disabled) {
    box-shadow: 0 0 0 2px var(--line);
  }
  .act:disabled,
  fieldset:disabled .act {
    opacity: 0.65;
    cursor: progress;
  }
  :is(.act, .picture, input):focus-visible {
    outline: 3px solid var(--on);
    outline-offset: 3px;
  }
  fieldset {
    all: unset;
    display: grid;
    gap: 10px;
    min-width: 0;
  }
  legend {
    font-size: 16px;
    font-weight: 600;
    padding: 0 0 10px;
  }
  .reasons .act {
    font-size: 15px;
    flex: 1 1 40%;
  }
  input {
    font: inherit;
    font-size: 16px;
    flex: 1 1 180px;
    min-width: 0;
    min-height: 48px;
    box-sizing: border-box;
    border: 2px solid var(--line);
    border-radius: 12px;
    padding: 8px 14px;
    background: rgb(0 0 0 / 25%);
    color: var(--on);
  }
  input::placeholder {
    color: var(--on);
    opacity: 0.85;
  }
  .error:empty {
    display: none;
  }
  .error {
    background: var(--on);
    color: var(--fill);
    border-radius: 8px;
    padding: 8px 12px;
    font-weight: 500;
  }
  @container (min-width: 460px) {
    .body.pictured {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  @container (max-width: 359px) {
    header {
      grid-template-columns: auto 1fr;
    }
    .time {
      grid-column: 1 / -1;
      text-align: start;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel.alarm header ha-icon {
      animation: call 1.4s ease-in-out infinite;
    }
  }
  @keyframes call {
    50% {
      opacity: 0.35;
    }
  }
`;var jt=["sat","bent","exercise","pet"],_e=class extends f{static properties={hass:{attribute:!1},room:{attribute:!1},showPicture:{type:Boolean},asks:{state:!0},sending:{state:!0},error:{state:!0}};static styles=ht;constructor(){super(),this.showPicture=!0,this.asks=!1,this.sending=!1,new g(this).every=1e3}render(){let e=this.room.incidentOpen;if(!e)return d;let t=u(this.hass.locale.language),i=e.test?"test":e.stage==="recovered"?"kept":"alarm",n=this.showPicture?e.picture:void 0;return c`
      <section class="panel ${i}" aria-labelledby="title">
        <header>
          <ha-icon icon=${e.test?"mdi:bell-ring":"mdi:account-alert"} aria-hidden="true"></ha-icon>
          <div class="what">
            <p class="room">${this.room.name}${e.test?c`<b class="tag">${t("test")}</b>`:d}</p>
            <h2 id="title">${t(e.stage)}</h2>
          </div>
          ${this.renderTime(e)}
        </header>
        <div class="body ${n?"pictured":""}">
          ${n?c`<button class="picture" @click=${()=>T(this,n.entity_id)}>
                <img src=${this.hass.hassUrl(it(n))} alt=${t("picture",{room:this.room.name})} />
              </button>`:d}
          ${this.renderFacts(e)}
        </div>
        ${this.asks?this.renderQuestion():this.renderButtons()}
        <p class="error" role="alert">${this.error?t("failed",{error:this.error}):d}</p>
      </section>
    `}renderTime({onset:e,stage:t}){if(!e)return d;let i=u(this.hass.locale.language),n=i("since",{time:new v(this.hass).time(e)});return c`<div class="time">
      ${t==="recovered"?d:c`<span class="count" role="timer" aria-label=${i("on_floor")}>${Z(Date.now()-e.getTime())}</span>`}
      <span class="since">${n}</span>
    </div>`}renderFacts({event:e,reasons:t}){if(!e)return d;let i=u(this.hass.locale.language),n=["kind","direction"].filter(s=>{let r=e.attributes[s];return r&&r!=="unknown"});return!n.length&&!t.length?d:c`<div class="facts">
      ${n.length?c`<dl>
            ${n.map(s=>c`<div>
              <dt>${i(s)}</dt>
              <dd>${this.hass.formatEntityAttributeValue(e,s)}</dd>
            </div>`)}
          </dl>`:d}
      ${t.length?c`<h3>${i("why")}</h3>
            <ul>
              ${t.map(s=>c`<li>${s}</li>`)}
            </ul>`:d}
    </div>`}renderButtons(){let e=u(this.hass.locale.language);return c`<div class="actions">
      <button class="act first" ?disabled=${this.sending} @click=${()=>this.send("acknowledge",{})}>
        <ha-icon icon="mdi:account-check" aria-hidden="true"></ha-icon>${e("going")}
      </button>
      <button class="act" id="false-alarm" ?disabled=${this.sending} @click=${()=>this.ask(!0)}>
        <ha-icon icon="mdi:bell-cancel" aria-hidden="true"></ha-icon>${e("false_alarm")}
      </button>
    </div>`}renderQuestion(){let e=u(this.hass.locale.language);return c`<form @submit=${this.onSubmit} @keydown=${this.onKey}>
      <fieldset ?disabled=${this.sending}>
        <legend>${e("what_was_it")}</legend>
        <div class="reasons">
          ${jt.map(t=>c`<button type="button" class="act" @click=${()=>this.send("dismiss",{reason:e(t)})}>
              ${e(t)}
            </button>`)}
        </div>
        <div class="other">
          <input id="other" maxlength="500" autocomplete="off" placeholder=${e("other")} aria-label=${e("other")} />
          <button class="act first">${e("dismiss")}</button>
          <button type="button" class="act plain" @click=${()=>this.ask(!1)}>${e("back")}</button>
        </div>
      </fieldset>
    </form>`}async ask(e){this.asks=e,this.error=void 0,await this.updateComplete,this.renderRoot.querySelector(e?".reasons button":"#false-alarm")?.focus()}onKey(e){e.key==="Escape"&&(e.stopPropagation(),this.ask(!1))}onSubmit(e){e.preventDefault();let t=this.renderRoot.querySelector("#other").value.trim();this.send("dismiss",t?{reason:t}:{})}async send(e,t){this.sending=!0,this.error=void 0;try{await this.hass.callService("falldetect",e,t,{entity_id:this.room.fall},!1),this.asks=!1}catch(i){this.error=i instanceof Error||i?.message?i.message:String(i)}finally{this.sending=!1}}};$("falldetect-incident",_e);var pt=["recovered","acknowledged","dismissed","near_fall","inactivity_ended"],qt=["fall","person_down","long_lie","near_fall","inactivity_started"],ye=o=>typeof o=="string"&&o?o:void 0,I=class{steps=new Map;add(e){let t=this.steps.size;for(let[i,n]of Object.entries(e.states))for(let{a:s={}}of n){let r=ye(s.event_id),l=Date.parse(String(s.time));if(!r||Number.isNaN(l)||this.steps.has(r))continue;let a=String(s.incident);this.steps.set(r,{id:r,incident:a,entityId:i,type:String(s.event_type),time:l,attributes:s})}return this.steps.size>t}since(e){let t=[...this.steps.values()].sort((i,n)=>i.time-n.time);return[...H(t,i=>i.incident).values()].map(Vt).filter(i=>i!==void 0).filter(i=>i.began>=e).sort((i,n)=>n.began.getTime()-i.began.getTime())}};function Vt(o){let e=o.map(r=>r.type),t=o[o.length-1],i=qt.find(r=>e.includes(r))??(pt.includes(t.type)?"fall":void 0);if(i===void 0)return;let n=o.find(r=>pt.includes(r.type)),s={...t.attributes,...n?.attributes};return{id:t.incident,entityId:t.entityId,sort:i==="near_fall"?"near_fall":i.startsWith("inactivity")?"inactivity":"fall",headline:i==="long_lie"?"fall":i,outcome:n?.type??t.type,began:new Date(Math.min(o[0].time,Date.parse(String(t.attributes.onset))||1/0)),ended:n&&new Date(n.time),kind:String(s.kind??"unknown"),direction:String(s.direction??"unknown"),by:ye(s.by),reason:ye(s.reason),test:s.test===!0}}var Gt=864e5,we=4,Yt={fall:"mdi:account-alert",near_fall:"mdi:shoe-sneaker",inactivity:"mdi:sleep"},ve=class extends f{static properties={hass:{attribute:!1},rooms:{attribute:!1},days:{type:Number},version:{state:!0},whole:{state:!0},missing:{state:!0}};timeline=new I;followed="";unsubscribe;constructor(){super(),this.days=7,this.version=0,this.whole=!1,this.missing=!1,new g(this)}connectedCallback(){super.connectedCallback(),this.requestUpdate()}disconnectedCallback(){super.disconnectedCallback(),this.stop()}updated(e){let t=this.rooms.map(n=>n.incident).filter(n=>n!==void 0),i=`${this.days} ${t.join(" ")}`;!this.isConnected||i===this.followed||(this.stop(),this.followed=i,this.timeline=new I,t.length&&(this.unsubscribe=this.follow(t)))}stop(){this.unsubscribe?.then(e=>e?.()),this.unsubscribe=void 0,this.followed=""}async follow(e){let t=this.timeline,i=n=>{this.missing=!1,t.add(n)&&this.version++};try{return await this.hass.connection.subscribeMessage(i,{type:"history/stream",entity_ids:e,start_time:this.from().toISOString(),minimal_response:!1,significant_changes_only:!1,no_attributes:!1})}catch(n){console.warn("falldetect-card: no history",n),this.missing=!0;return}}from(){let e=new Date;return e.setHours(0,0,0,0),new Date(e.getTime()-(this.days-1)*Gt)}render(){let e=u(this.hass.locale.language),t=new v(this.hass),i=new Date,n=this.timeline.since(this.from()),s=this.whole?n:n.slice(0,we);return c`
      <h3 id="title">${e("timeline")}</h3>
      ${n.length?d:c`<p>${this.missing?e("no_history"):e("quiet")}</p>`}
      ${[...H(s,({began:r})=>t.day(r,i))].map(([r,l])=>c`
          <h4>${r}</h4>
          <ul>
            ${l.map(a=>this.renderRow(a,t))}
          </ul>
        `)}
      ${n.length>we?c`<button class="more" aria-expanded=${this.whole} @click=${()=>this.whole=!this.whole}>
            ${this.whole?e("less"):`${e("more")} (${n.length-we})`}
          </button>`:d}
    `}renderRow(e,t){let i=u(this.hass.locale.language),n=this.rooms.find(m=>m.incident===e.entityId),s=this.hass.states[e.entityId],r=(m,p)=>s?this.hass.formatEntityAttributeValue(s,m,p):p,l=e.ended===void 0,a=[...["kind","direction"].filter(m=>e.sort!=="inactivity"&&e[m]!=="unknown").map(m=>r(m,e[m]))],h=l?i("open"):e.sort==="near_fall"?void 0:[r("event_type",e.outcome),...e.outcome==="recovered"||e.outcome==="inactivity_ended"?[dt(e.ended.getTime()-e.began.getTime(),this.hass.locale.language)]:[],...e.by?[e.by]:[]].join(" · ");return c`<li>
      <button class="row ${e.sort} ${l?"open":""}" @click=${()=>T(this,e.entityId)}>
        <ha-icon icon=${Yt[e.sort]} aria-hidden="true"></ha-icon>
        <span class="what">
          <b>${n?.name??""}: ${r("event_type",e.headline)}</b>
          ${e.test?c`<i class="tag">${i("test")}</i>`:d}
          <span class="details">${[...a,h,e.reason&&`“${e.reason}”`].filter(Boolean).join(" · ")}</span>
        </span>
        <time datetime=${e.began.toISOString()}>${t.time(e.began)}</time>
      </button>
    </li>`}static styles=y`
    :host {
      display: block;
    }
    h3,
    h4,
    p,
    ul {
      margin: 0;
      padding: 0;
    }
    h3 {
      font-size: 16px;
      font-weight: 500;
    }
    h4,
    p {
      font-size: 13px;
      font-weight: 400;
      color: var(--secondary-text-color);
      margin-top: 8px;
    }
    h4::first-letter {
      text-transform: uppercase;
    }
    ul {
      list-style: none;
    }
    .row,
    .more {
      all: unset;
      box-sizing: border-box;
      cursor: pointer;
      border-radius: 8px;
    }
    .row {
      width: 100%;
      min-height: 48px;
      padding: 6px 0;
      display: grid;
      grid-template-columns: auto 1fr auto;
      gap: 12px;
      align-items: center;
    }
    :is(.row, .more):focus-visible {
      outline: 2px solid var(--primary-color);
      outline-offset: 2px;
    }
    .row:hover {
      background: rgb(127 127 127 / 8%);
    }
    .row ha-icon {
      --mdc-icon-size: 20px;
      color: var(--secondary-text-color);
    }
    .fall ha-icon {
      color: var(--error-color);
    }
    .what {
      display: block;
      min-width: 0;
      font-size: 14px;
    }
    b {
      font-weight: 500;
    }
    .details {
      display: block;
      font-size: 13px;
      color: var(--secondary-text-color);
    }
    .tag {
      font-style: normal;
      font-size: 12px;
      color: var(--secondary-text-color);
      border: 1px solid var(--divider-color);
      border-radius: 99px;
      padding: 0 8px;
      margin-inline-start: 4px;
    }
    time {
      font-size: 13px;
      color: var(--secondary-text-color);
      font-variant-numeric: tabular-nums;
    }
    .more {
      min-height: 44px;
      display: inline-flex;
      align-items: center;
      font-size: 14px;
      font-weight: 500;
      color: var(--primary-text-color);
      text-decoration: underline;
      text-underline-offset: 3px;
    }
  `};$("falldetect-timeline",ve);var Zt=7,xe="https://github.com/falldetect/falldetect/blob/main/docs/card.md",be=class extends f{static properties={hass:{attribute:!1},config:{state:!0}};static styles=ct;watcher=new C;ticker=new g(this);static getConfigForm(){return Xe()}static getStubConfig(){return{}}setConfig(e){if(e.entities!==void 0&&!Array.isArray(e.entities))throw new Error("entities has to be a list of fall sensors, such as binary_sensor.living_room_fall");this.config=e}getCardSize(){return 5}getGridOptions(){return{columns:12,min_columns:6,rows:"auto"}}shouldUpdate(e){return!this.hass||!this.config?!1:this.watcher.changed(this.hass,this.config.entities)||!e.has("hass")||e.size>1}render(){let e=this.hass,t=u(e.locale.language),i=new Date,n=this.watcher.rooms(i),s=W(n).filter(r=>r.incidentOpen);return this.ticker.every=s.length?1e3:3e4,c`
      <ha-card>
        <div class="sr" role="alert">${X(n,t)}</div>
        ${this.config.title?c`<h1>${this.config.title}</h1>`:d}
        ${s.map(r=>c`<falldetect-incident
            .hass=${e}
            .room=${r}
            .showPicture=${this.config.show_picture??!0}
          ></falldetect-incident>`)}
        ${n.length?this.renderHome(n,s.length>0,t,i):this.renderNothing(t)}
      </ha-card>
    `}renderHome(e,t,i,n){let s=this.config.days??Zt,r=J(this.hass,e,i);return c`
      ${t?d:c`<div class="summary ${r.status}">
            <ha-icon icon=${z[r.status]} aria-hidden="true"></ha-icon>
            <div>
              <h2>${r.title}</h2>
              ${r.help?c`<p>${r.help}</p>`:d}
            </div>
          </div>`}
      <ul class="tiles" aria-label=${i("rooms")}>
        ${e.map(l=>c`<li>${this.renderTile(l,i,n)}</li>`)}
      </ul>
      ${s?c`<falldetect-timeline .hass=${this.hass} .rooms=${e} .days=${s}></falldetect-timeline>`:d}
    `}renderTile(e,t,i){return c`<button class="tile ${e.status}" @click=${()=>T(this,Jt(e))}>
      <span class="icon"><ha-icon icon=${z[e.status]} aria-hidden="true"></ha-icon></span>
      <span class="words">
        <span class="name">${e.name}</span>
        <span class="state">${Q(this.hass,e,t,i)}</span>
        ${e.lostCameras.length&&e.status!=="lost"?c`<span class="state warning">${t("camera_lost")}</span>`:d}
      </span>
    </button>`}renderNothing(e){return c`<div class="empty">
      <ha-icon icon="mdi:cctv" aria-hidden="true"></ha-icon>
      <h2>${e("nothing")}</h2>
      <p>${e("nothing_help")}</p>
      <a href=${xe} target="_blank" rel="noreferrer">${e("how")}</a>
    </div>`}};function Jt(o){return{gone:o.app,inactive:o.inactivity,lost:o.lostCameras[0],paused:o.monitoring}[o.status]??o.fall}$("falldetect-card",be);function mt(o,e,t,i){o.some(n=>n.type===e)||o.push({type:e,name:t,description:i,preview:!0,documentationURL:xe,getEntitySuggestion:(n,s)=>ot(n,s)?{config:{type:`custom:${e}`,entities:[s]}}:null})}var ee=u(document.documentElement.lang||navigator.language);mt(window.customCards??=[],"falldetect-card",ee("c_name"),ee("c_description"));mt(window.customBadges??=[],"falldetect-badge",ee("b_name"),ee("b_description"));
