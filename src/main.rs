use landsim::*;
fn main(){ if std::env::args().nth(1).as_deref()==Some("gen"){print!("{}",portfolio::generate::document(20110101,portfolio::plan::Plan::published().unwrap(),portfolio::generate::assumptions::Generator::shipped().unwrap()));return;}
 let s=scenario::Scenario::baseline(); let s=match s {Ok(s)=>s,Err(e)=>{println!("{e}");return;}};
 let (n,t)=portfolio::generate::shipped();
 let p=match portfolio::file::parse(n,t){Ok(p)=>p,Err(e)=>{println!("{e}");return;}};
 let case=match model::Case::new(s,p){Ok(p)=>p,Err(e)=>{println!("{e}");return;}};
 let m=model::Model::new(&case,1);
 let mut w=trial::Worker::new(&m);
 if std::env::args().nth(2).is_some() {use catalogue::series::Series as S; let t=w.run(0); for m in 0..30 { let f=|x|t.series.at(x,m)/1e8; println!("{m} coll {:.0} cash {:.1} debt {:.1} head {:.1} acq {:.1} prep {:.1} int {:.1} rec {:.1} ret {:.1} inj {:.1} supp {:.1} stock {}",f(S::CollateralCny),f(S::CashCny),f(S::DebtCny),f(S::HeadroomCny),f(S::AcquisitionCny),f(S::PreparationCny),f(S::InterestCny),f(S::ReceiptsCny),f(S::CostReturnedCny),f(S::InjectionCny),f(S::SupportCny),t.series.at(S::PlotsStock,m));}}
 let n: u64=std::env::args().nth(1).and_then(|x|x.parse().ok()).unwrap_or(1000);
 let t0=std::time::Instant::now();
 let mut rows=vec![];
 for i in 0..n { rows.push(w.run(i).figures); }
 println!("{:.0} trials/s",n as f64/t0.elapsed().as_secs_f64());
 for f in catalogue::figure::Figure::ALL { let mut v:Vec<f64>=rows.iter().map(|r|r[f as usize]).filter(|x|!x.is_nan()).collect(); v.sort_by(f64::total_cmp); if v.is_empty(){println!("{} none",f.id());continue;}
  let q=|p:f64|v[((v.len()-1) as f64*p) as usize];
  println!("{:40} n={:6} mean {:12.4e} p5 {:12.4e} p50 {:12.4e} p95 {:12.4e}",f.id(),v.len(),v.iter().sum::<f64>()/v.len() as f64,q(0.05),q(0.5),q(0.95)); }
}
